"""`docker run` at a terminal, where the engine lacks an emulator: one question, and nothing is said twice."""

from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, index
from tests.laboratory.terminal import Terminal

CHOICES = "[y/N/a/v] "
WORLD = Answers(distribution={"foreign": index("linux/s390x")})  # neither an emulator nor a pack


@pytest.mark.usefixtures("engine")
def test_after_a_no_the_next_command_is_not_asked_and_says_why_docker_fails(
    person: Person, docker: RecordingDocker, tmp_path: Path
) -> None:
    docker.behave("exit 125")
    person.environment["PATH"] = f"{person.shim}:{person.environment['PATH']}"
    line = 'docker run foreign; echo "in be"tween; docker run foreign; echo "ended with $?."'
    with Terminal(["bash", "--norc", "-c", line], person.environment, str(tmp_path)) as terminal:
        terminal.expect(CHOICES)
        terminal.type("\r")
        assert "anyarch" not in terminal.expect("in between")
        again = terminal.expect("ended with 125.")
    assert CHOICES not in again
    assert "This engine cannot execute linux/s390x" in again
