"""What anyarch does not ask again: an engine elsewhere about a native image, and any engine that was too slow."""

import json
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, Hang, RecordingEngine, classic_image

IMAGES = {"native": classic_image("native", "linux/amd64"), "foreign": classic_image("foreign", "linux/arm64")}
ANSWERS = Answers(images=IMAGES)
SLOW = Answers(images=IMAGES, faults={"/images/*/json": Hang()})
OWN_AGENTS = ("anyarch", "docker-sdk")
pytestmark = pytest.mark.parametrize("folder", ["tcp"], indirect=True)


@pytest.fixture
def hurried(person: Person, tmp_path: Path) -> Person:
    """The person, whose questions have so much time that docker-py is loaded before it is over."""
    settings = tmp_path / "hurried.toml"
    settings.write_text("lookup.timeout = 5\n")
    person.environment["ANYARCH_CONFIG"] = str(settings)
    return person


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


def test_a_foreign_image_and_one_that_was_pulled_are_looked_at(person: Person, engine: RecordingEngine) -> None:
    engine.become(ANSWERS)
    for _ in range(2):
        assert asked(engine, person, "run", "--entrypoint=/x", "foreign") > 0
    asked(engine, person, "run", "native")
    asked(engine, person, "pull", "native")
    assert asked(engine, person, "run", "native") > 0


def test_a_slow_engine_is_left_alone_for_a_while(hurried: Person, engine: RecordingEngine) -> None:
    engine.become(SLOW)
    assert asked(engine, hurried, "pull", "native") > 0
    for verb in ("run", "create", "pull"):
        assert asked(engine, hurried, verb, "--platform=linux/arm64", "foreign") == 0


def test_plan_asks_a_slow_engine_and_so_finds_that_it_is_not_any_more(hurried: Person, engine: RecordingEngine) -> None:
    engine.become(SLOW)
    asked(engine, hurried, "pull", "native")
    engine.become(ANSWERS)
    planned = json.loads(hurried.anyarch("plan", "--json", "--", "run", "native").output)
    assert planned["row"] == 3
    assert asked(engine, hurried, "run", "--pull=never", "native") > 0
