"""`docker run` at a terminal, where the engine lacks an emulator: one question, and nothing is said twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, index
from tests.laboratory.terminal import Terminal

CHOICES = "[y/N/a/v] "
RUN = 'docker run foreign; echo "ended with $?."'


@pytest.fixture(autouse=True)
def engine(person: Person, tmp_path_factory: pytest.TempPathFactory, docker: RecordingDocker) -> Iterator[None]:
    """One that has neither an emulator nor a pack; docker fails."""
    docker.behave("exit 125")
    person.environment["PATH"] = f"{person.shim}:{person.environment['PATH']}"
    answers = Answers(distribution={"foreign": index("linux/s390x")})
    with RecordingEngine(tmp_path_factory.mktemp("e"), answers) as recording:
        person.environment["DOCKER_HOST"] = recording.host
        yield


def shown(person: Person, tmp_path: Path, answer: str | None = None) -> str:
    """What is on the terminal, behind the question if there is one to answer."""
    with Terminal(["bash", "--norc", "-c", RUN], person.environment, str(tmp_path)) as terminal:
        if answer is not None:
            terminal.expect(CHOICES)
            terminal.type(answer)
        return terminal.expect("ended with 125.")


def test_after_a_no_nothing_is_said_again(person: Person, tmp_path: Path) -> None:
    assert "anyarch" not in shown(person, tmp_path, "n\r")


def test_the_next_command_is_not_asked_and_says_why_docker_fails(person: Person, tmp_path: Path) -> None:
    shown(person, tmp_path, "\r")
    again = shown(person, tmp_path)
    assert CHOICES not in again
    assert "This engine cannot execute linux/s390x" in again
