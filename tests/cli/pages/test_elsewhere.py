"""Engines elsewhere, and what runs there, typed as pages show it."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.cli.pages.conftest import ANSWERS, EXECUTED, NATIVE, TOOL
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import Answers, Garbage, RecordingEngine, index
from tests.laboratory.recording_engine.exchange import head

ROUTES, SET_UP = "docs/how-to/run-on-a-native-engine.md", "Run a command on an engine that is native for the image"
REMOTE, USE = "docs/how-to/remote-engines.md", "Use remote engines"
GRAVITON = Answers(
    architecture="arm64",
    distribution={"me/tool": ANSWERS.distribution["me/tool"], "debian": index("linux/amd64", "linux/arm64")},
    arrivals={"me/tool": TOOL},
    executes={"arm64": EXECUTED},
    output=b"aarch64\n",
)


def lives(image: str, number: int) -> Garbage:
    """The events of an engine on which containers have run for a second each."""
    began = time.time_ns()
    events = [
        {"Action": action, "timeNano": moment, "Actor": {"ID": f"c{each}", "Attributes": {"image": image}}}
        for each in range(number)
        for action, moment in (("start", began), ("die", began + 10**9))
    ]
    content = "".join(f"{json.dumps(event)}\n" for event in events).encode()
    return Garbage(head(200, {"Content-Type": "application/json", "Content-Length": len(content)}) + content)


@pytest.fixture
def far(reader: Reader) -> Iterator[RecordingEngine]:
    """An arm64 engine, for a reader who has chosen no engine."""
    del reader.person.environment["DOCKER_HOST"]
    with RecordingEngine(None, GRAVITON) as recording:
        reader.places["ssh://me@graviton"] = recording.host
        yield recording


@pytest.fixture
def near(reader: Reader, engine: RecordingEngine) -> RecordingEngine:
    """The reader's own engine, by a context."""
    reader.person.real_docker("context", "create", "near", "--docker", f"host={engine.host}")
    reader.person.real_docker("context", "use", "near")
    return engine


@pytest.mark.usefixtures("far", "near")
def test_a_command_runs_on_an_engine_that_is_native(reader: Reader) -> None:
    reader.follows(ROUTES, SET_UP, 0)
    reader.installs()
    reader.quotes(ROUTES, SET_UP, 1)
    reader.quotes(ROUTES, "Send one command there yourself", 0)


@pytest.mark.usefixtures("near")
def test_a_command_that_is_kept_here(reader: Reader) -> None:
    reader.person.environment.pop("DOCKER_HOST")  # would be a choice of this engine
    nowhere = "host=tcp://127.0.0.1:1"
    assert reader.person.real_docker("context", "create", "graviton", "--docker", nowhere).status == 0
    for words in ("routing.policy always", "routing.contexts linux/arm64=graviton"):
        assert reader.person.anyarch("config", "set", *words.split()).status == 0
    reader.follows(ROUTES, "Which commands")


@pytest.mark.usefixtures("near")
def test_what_ran_there_is_counted(reader: Reader, far: RecordingEngine) -> None:
    reader.person.real_docker("context", "create", "buildbox", "--docker", f"host={far.host}")
    for words in ("routing.policy always", "routing.contexts linux/arm64=buildbox"):
        assert reader.person.anyarch("config", "set", *words.split()).status == 0
    reader.installs()
    for _ in range(3):
        assert reader.person.docker("run", "--rm", "me/tool").output == "aarch64\n"
    reader.person.anyarch("config", "set", "routing.policy", "never")
    reader.person.docker("run", "--rm", "me/tool")
    far.become(replace(GRAVITON, faults={"/events": lives("me/tool", 3)}))
    reader.follows(ROUTES, "Is it worth it?", 0)


def test_a_remote_engine_is_asked_as_docker_asks_it(reader: Reader) -> None:
    with RecordingEngine(None, NATIVE) as remote:
        del reader.person.environment["DOCKER_HOST"]
        reader.places["tcp://127.0.0.1:23750"] = remote.host
        reader.follows(REMOTE, USE, 0)
        reader.follows(REMOTE, USE, 1)
