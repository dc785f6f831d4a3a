"""What anyarch does not ask again: an engine elsewhere about a native image, and any engine that was too slow."""

import json
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, Hang, RecordingEngine, classic_image

IMAGES = {"native": classic_image("native", "linux/amd64")}
ANSWERS = Answers(images=IMAGES)
SLOW = Answers(images=IMAGES, faults={"/images/*/json": Hang()})
OWN_AGENTS = ("anyarch", "docker-sdk")
pytestmark = pytest.mark.parametrize("folder", ["tcp"], indirect=True)


def asked(engine: RecordingEngine, person: Person, *words: str) -> int:
    """How many requests anyarch itself makes for a command of docker's."""
    engine.clear()
    person.docker(*words)
    return sum(request.headers.get("user-agent", "").startswith(OWN_AGENTS) for request in engine.requests)


def test_a_native_image_on_an_engine_elsewhere_is_asked_about_once(person: Person, engine: RecordingEngine) -> None:
    engine.become(ANSWERS)
    assert asked(engine, person, "run", "native") > 0
    assert asked(engine, person, "run", "native") == 0
    assert asked(engine, person, "create", "--name", "x", "native") == 0


def test_a_slow_engine_is_left_alone_for_a_while_or_until_plan_gets_an_answer(
    person: Person, engine: RecordingEngine, tmp_path: Path
) -> None:
    settings = tmp_path / "hurried.toml"
    settings.write_text("lookup.timeout = 5\n")  # so much that docker-py is loaded before it is over
    person.environment["ANYARCH_CONFIG"] = str(settings)
    engine.become(SLOW)
    assert asked(engine, person, "pull", "native") > 0
    for verb in ("run", "create", "pull"):
        assert asked(engine, person, verb, "--platform=linux/arm64", "foreign") == 0
    engine.become(ANSWERS)
    assert json.loads(person.anyarch("plan", "--json", "--", "run", "native").output)["row"] == 3
    assert asked(engine, person, "run", "--pull=never", "native") > 0
