"""Many commands at once with one cache, some killed."""

import os
import signal
import subprocess

from anyarch.bare import records
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, index

CROWD = 40
IMAGES = ("one", "two", "three")
WORLD = Answers(
    architecture="arm64",
    distribution={image: index("linux/amd64") for image in IMAGES},
    executes={"amd64": 42},
    exit_status=7,
)


def start(person: Person, image: str) -> subprocess.Popen[bytes]:
    words = [f"{person.shim}/docker", "run", image]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, env=person.environment, stdin=quiet, stdout=quiet, stderr=quiet)


def test_many_commands_at_once_some_killed_do_not_disturb_each_other(person: Person, engine: RecordingEngine) -> None:
    engine.become(WORLD)
    started = [start(person, IMAGES[number % len(IMAGES)]) for number in range(CROWD)]
    killed = started[::5]
    for process in killed:
        os.kill(process.pid, signal.SIGKILL)
    ends = [process.wait() for process in started]
    assert {end for process, end in zip(started, ends, strict=True) if process not in killed} == {7}
    for image in IMAGES:
        key = f"{engine.host} docker.io/library/{image}:latest"
        assert records.read(records.folder(person.environment), "offered", key)["platforms"] == "linux/amd64"
