"""The same emulated run, again: decided without the table, and for the person it is the same."""

from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image
from tests.laboratory.terminal import Terminal

WORLD = Answers(images={"foreign": classic_image("foreign", "linux/arm64")}, executes={"arm64": 42})
RUN = "docker run --rm foreign"


@pytest.fixture(autouse=True)
def aged(person: Person, engine: RecordingEngine) -> None:  # noqa: ARG001 - which executes the image
    """The engine has been up for long."""
    person.environment["PATH"] = f"{person.shim}:{person.environment['PATH']}"
    person.age()


def test_the_log_gets_the_same_line_each_time(person: Person) -> None:
    for _ in range(3):
        person.run(RUN.split())
    lines = Path(person.environment["ANYARCH_LOG"]).read_text().splitlines()
    [sentence] = {line.partition(" ")[2] for line in lines}
    assert (len(lines), sentence.startswith("run foreign: --platform linux/arm64, under emulation. ")) == (3, True)


def test_a_platform_that_was_asked_for_is_only_logged(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    typed = "docker run --platform linux/arm64 foreign"
    line = f'{typed}; echo "ended wi"th $?.'
    with Terminal(["bash", "--norc", "-c", line], person.environment, str(tmp_path)) as terminal:
        assert terminal.expect("ended with 0.").strip() == ""
    assert docker.call().words == [word.encode() for word in typed.split()[1:]]
    [line] = Path(person.environment["ANYARCH_LOG"]).read_text().splitlines()
    assert line.endswith(" run foreign: unchanged, under emulation. You asked for linux/arm64.")


@pytest.mark.parametrize(("policy", "shown"), [("auto", 3), ("never", 0), ("always", 3)])
def test_the_terminal_shows_the_same_notice_each_time(person: Person, tmp_path: Path, policy: str, shown: int) -> None:
    person.environment["ANYARCH_NOTICE"] = policy
    line = f'{RUN}; {RUN}; {RUN}; echo "ended wi"th $?.'
    with Terminal(["bash", "--norc", "-c", line], person.environment, str(tmp_path)) as terminal:
        said = terminal.expect("ended with 0.")
    assert said.count("linux/arm64 runs under emulation") == shown
    assert said.count("To silence this") == min(shown, 1)
