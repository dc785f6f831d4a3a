"""Many commands at once with one cache, some killed; and a cache on a disk that is full or cannot be written to."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import records
from tests.laboratory import mounts
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Outcome, Person
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
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    words = [f"{person.shim}/docker", "run", image]
    return subprocess.Popen(words, env=person.environment, **quiet)  # type: ignore[call-overload,no-any-return]


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


@pytest.fixture(params=["full", "read-only"])
def disk(request: pytest.FixtureRequest, person: Person) -> Iterator[None]:
    """The cache's own disk, on which nothing can be written."""
    folder = Path(person.environment["HOME"], ".cache", "anyarch")
    folder.mkdir(parents=True)
    options = "size=8k,mode=700" if request.param == "full" else "mode=700,ro"
    mounts.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)])
    try:
        if request.param == "full":
            with open(folder / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
                while True:
                    filler.write(b"x" * 512)
        yield
    finally:
        mounts.unmount(str(folder))


@pytest.mark.usefixtures("disk")
def test_on_a_disk_that_takes_nothing_commands_run_as_with_an_empty_cache(through_shim: Listen) -> None:
    asked = "create=linux/amd64 pull=linux/amd64 create=linux/amd64"
    for _ in range(2):
        conversation = through_shim(WORLD, "run", "--quiet", "one")
        assert (conversation.platforms, conversation.outcome) == (asked, Outcome(7, "", ""))
