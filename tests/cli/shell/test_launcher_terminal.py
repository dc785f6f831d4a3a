"""The launcher as the first `docker` in PATH at a terminal: docker has the terminal as if started directly."""

import os
from collections.abc import Iterator

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, Hang, RecordingEngine
from tests.laboratory.shells import PROMPT, Shell
from tests.laboratory.terminal import INTERRUPT, SUSPEND, Terminal


@pytest.fixture
def command(words: list[bytes]) -> str:
    return b" ".join((b"docker", *words)).decode()


@pytest.fixture
def terminal(bash: Shell) -> Iterator[Terminal]:
    person = bash.person
    person.environment["PATH"] = f"{person.shim}:{person.environment['PATH']}"
    with bash.terminal() as terminal:
        terminal.expect(PROMPT)
        yield terminal


def ask_for_status(terminal: Terminal) -> None:
    terminal.expect(PROMPT)
    terminal.enter('echo "sta"tus=$?.')


def test_it_is_a_job_of_its_own_at_the_shells_terminal(
    terminal: Terminal, command: str, docker: RecordingDocker
) -> None:
    docker.behave('read -r stat </proc/$$/stat; set -- $stat; echo "fore"ground=$8.')
    terminal.enter(command)
    terminal.expect("foreground=")
    foreground = int(terminal.expect("."))
    call = docker.call()
    assert call.process == call.group == foreground
    assert call.session == call.parent
    assert len({call.descriptors[number] for number in (0, 1, 2)}) == 1
    assert call.descriptors[0].startswith("/dev/pts/")


def test_it_sees_the_size_of_the_window_and_its_changes(
    terminal: Terminal, command: str, docker: RecordingDocker
) -> None:
    docker.behave("stty size; trap 'stty size; exit 3' WINCH; echo read''y; while :; do read -r line; done")
    terminal.resize(33, 77)
    terminal.enter(command)
    terminal.expect("33 77")
    terminal.expect("ready")
    terminal.resize(44, 88)
    terminal.expect("44 88")


def test_an_interrupt_reaches_docker_alone(terminal: Terminal, command: str, docker: RecordingDocker) -> None:
    docker.behave("trap 'echo interr''upted; exit 5' INT; echo read''y; while :; do read -r line; done")
    terminal.enter(command)
    terminal.expect("ready")
    terminal.type(INTERRUPT)
    terminal.expect("interrupted")
    ask_for_status(terminal)
    terminal.expect("status=5.")


def test_it_can_be_suspended_and_brought_back(terminal: Terminal, command: str, docker: RecordingDocker) -> None:
    docker.behave("echo read''y; read -r line; echo \"got $line\"; exit 6")
    terminal.enter(command)
    terminal.expect("ready")
    terminal.type(SUSPEND)
    terminal.expect("Stopped")
    ask_for_status(terminal)
    terminal.expect("status=148.")
    terminal.enter("fg")
    terminal.expect(f"{command}\r\n")
    terminal.enter("word")
    terminal.expect("got word")
    ask_for_status(terminal)
    terminal.expect("status=6.")
    assert len(docker.calls()) == 1


def test_the_modes_of_the_terminal_stay(
    terminal: Terminal, command: str, person: Person, docker: RecordingDocker
) -> None:
    docker.behave('stty -g >"$call/modes"')
    terminal.enter(f"stty -echo -icanon min 7; stty -g >~/modes; {command}; stty echo icanon; echo don''e")
    terminal.expect("done")
    with open(os.path.join(person.environment["HOME"], "modes"), "rb") as modes:
        assert docker.kept("modes") == modes.read()


def test_an_interrupt_before_docker_is_there_ends_the_look_without_a_word(
    terminal: Terminal, person: Person, docker: RecordingDocker
) -> None:
    with RecordingEngine(person.environment["HOME"], Answers(faults={"*": Hang()})) as engine:
        terminal.enter("docker run image")
        engine.await_request("GET", "*", 30)
        terminal.type(INTERRUPT)
        shown = terminal.expect(PROMPT)
    terminal.enter('echo "sta"tus=$?.')
    terminal.expect("status=130.")
    assert shown.replace("docker run image", "").replace("^C", "").strip() == ""
    assert docker.calls() == []
