"""One-off containers on a real engine: their output arrives, and no container of a killed process stays."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyarch.engine import Engine, leftovers, one_off
from anyarch.engine.client import Client
from anyarch.engine.one_off import Task
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.person import Person

pytestmark = pytest.mark.engine

SECONDS = 100.0
LARGEST = 1 << 20  # bytes of output that are kept
# The output that is wanted of a container that never ends by itself.
WAITING = """
import sys
from pathlib import Path
from anyarch.engine import one_off
from tests.laboratory import asked
engine = asked.engine(sys.argv[1])
files = {"busybox": Path(sys.argv[2]).read_bytes()}
with engine.client(600) as client, one_off.loaded(client, engine.platform(), "anyarch-test", files) as tag:
    one_off.run(client, tag, one_off.Task(("sleep", "600"), with_output=True))
"""


@pytest.fixture
def opened(person: Person) -> Iterator[tuple[Engine, Client]]:
    found = asked.engine(person.environment["DOCKER_HOST"], SECONDS)
    with found.client(SECONDS) as client:
        yield found, client


def containers(person: Person, *filters: str) -> str:
    words = (word for each in (f"label={leftovers.LABEL}", *filters) for word in ("--filter", each))
    return person.real_docker("ps", "--all", "--quiet", "--no-trunc", *words).output.strip()


@pytest.mark.parametrize(
    ("words", "status", "output"),
    [
        (("sh", "-c", "echo said >&2; exit 7"), 7, b"said\n"),
        (("sh", "-c", "yes | head -c 3000000"), 0, b"y\n" * LARGEST),
    ],
)
def test_the_output_arrives_with_the_status_up_to_a_megabyte(
    opened: tuple[Engine, Client], program: Callable[[str], str], words: tuple[str, ...], status: int, output: bytes
) -> None:
    engine, client = opened
    files = {"busybox": Path(program(native().name)).read_bytes()}
    with one_off.loaded(client, engine.platform(), "anyarch-test", files) as tag:
        found = one_off.run(client, tag, Task(words, with_output=True))
    assert (found.status, found.output) == (status, output[:LARGEST])


def test_the_engine_removes_the_container_of_a_killed_process(person: Person, program: Callable[[str], str]) -> None:
    words = [sys.executable, "-c", WAITING, person.environment["DOCKER_HOST"], program(native().name)]
    with subprocess.Popen(words, cwd=REPOSITORY) as waiting:
        while not (running := containers(person, "status=running")):
            assert waiting.poll() is None
        waiting.kill()
    assert waiting.returncode == -signal.SIGKILL
    assert containers(person) == running
    person.real_docker("kill", running)
    deadline = time.monotonic() + SECONDS
    while containers(person):
        assert time.monotonic() < deadline, "the container has ended, and is still there"
    engine = asked.engine(person.environment["DOCKER_HOST"])
    with engine.client(SECONDS) as client:
        leftovers.remove(client)
