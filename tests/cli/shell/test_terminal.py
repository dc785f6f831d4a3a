"""`docker` at a terminal, as the launcher and as the function: job control, ^C, aliases, docker's own completion."""

import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.shell.conftest import prepare
from tests.cli.shell.ways import BASH
from tests.laboratory import debian
from tests.laboratory.person import Person
from tests.laboratory.programs import find
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, index
from tests.laboratory.shells import GRAMMARS, PROMPT, Shell
from tests.laboratory.terminal import INTERRUPT, SUSPEND, TAB, Terminal

LAUNCHER = [("bash", "launcher", words) for _, words in BASH]
FUNCTION = [(shell, "function", words) for shell in sorted(GRAMMARS) for words in ("ps x", "run x")]
TRAPPING = "trap 'echo interr''upted; exit 5' INT; echo read''y; while :; do read -r line; done"

in_all_ways = pytest.mark.parametrize(("shell", "way", "words"), LAUNCHER + FUNCTION, indirect=["shell", "words"])


@pytest.fixture
def words(request: pytest.FixtureRequest) -> str:
    prepare(request.param, request)
    return str(request.param)


def ask_for_status(terminal: Terminal, shell: Shell) -> None:
    terminal.expect(PROMPT)  # fish forgets what is typed before
    terminal.enter(f'echo "sta"tus={shell.grammar.status}.')


def settled(terminal: Terminal) -> None:
    """Wait until everything typed before has been carried out; what is typed does not itself look like the answer."""
    terminal.enter('echo "sett"led')
    terminal.expect("settled")


@in_all_ways
def test_docker_is_a_job_of_its_own_in_the_foreground(terminal: Terminal, words: str, docker: RecordingDocker) -> None:
    docker.behave('read -r stat </proc/$$/stat; set -- $stat; echo "fore"ground=$8.')
    terminal.enter(f"docker {words}")
    terminal.expect("foreground=")
    foreground = int(terminal.expect("."))
    call = docker.call()
    assert call.process == call.group == foreground
    assert call.session == call.parent
    assert len({call.descriptors[number] for number in (0, 1, 2)}) == 1
    assert call.descriptors[0].startswith("/dev/pts/")


@in_all_ways
def test_an_interrupt_reaches_docker_alone(
    terminal: Terminal, shell: Shell, way: str, words: str, docker: RecordingDocker
) -> None:
    """Both one that makes its own end of it, and one that dies."""
    behaviour, shown, status = (
        (TRAPPING, "interrupted", 5) if way == "launcher" else ("echo read''y; read line", "", 130)
    )
    docker.behave(behaviour)
    terminal.enter(f"docker {words}")
    terminal.expect("ready")
    terminal.type(INTERRUPT)
    terminal.expect(shown)
    ask_for_status(terminal, shell)
    terminal.expect(f"status={status}.")


@pytest.mark.parametrize(("shell", "way", "words"), LAUNCHER, indirect=["shell", "words"])
def test_it_can_be_suspended_and_brought_back(
    terminal: Terminal, shell: Shell, words: str, docker: RecordingDocker
) -> None:
    docker.behave("echo read''y; read -r line; echo \"got $line\"; exit 6")
    terminal.enter(f"docker {words}")
    terminal.expect("ready")
    terminal.type(SUSPEND)
    terminal.expect("Stopped")
    ask_for_status(terminal, shell)
    terminal.expect("status=148.")
    terminal.enter("fg")
    terminal.expect(f"docker {words}\r\n")
    terminal.enter("word")
    terminal.expect("got word")
    ask_for_status(terminal, shell)
    terminal.expect("status=6.")
    assert len(docker.calls()) == 1


def test_after_a_no_the_next_command_is_not_asked_and_says_why_docker_fails(
    person: Person, docker: RecordingDocker, tmp_path: Path
) -> None:
    docker.behave("exit 125")
    person.environment["PATH"] = f"{person.shim}:{person.environment['PATH']}"
    line = 'docker run foreign; echo "in be"tween; docker run foreign; echo "ended with $?."'
    answers = Answers(distribution={"foreign": index("linux/s390x")})  # neither an emulator nor a pack
    with RecordingEngine(person.environment["HOME"], answers):
        with Terminal(["bash", "--norc", "-c", line], person.environment, str(tmp_path)) as terminal:
            terminal.expect("[y/N/a/v] ")
            terminal.type("\r")
            assert "anyarch" not in terminal.expect("in between")
            again = terminal.expect("ended with 125.")
        assert "[y/N/a/v] " not in again
        assert "This engine cannot execute linux/s390x" in again


def test_the_line_that_the_manual_gives_works_at_a_prompt(shell: Shell, docker: RecordingDocker) -> None:
    shell.person.environment["PYTHON"] = sys.executable
    command = f"$PYTHON -m anyarch init {shell.name} --dir {shlex.quote(shell.person.shim)}"
    with shell.terminal() as terminal:
        terminal.enter(shell.grammar.evaluate.format(command))
        terminal.enter("docker run 'a  b' ''")
        terminal.enter(f"echo status={shell.grammar.status}.")
        terminal.expect("status=0.")
    assert docker.call().words == [b"run", b"a  b", b""]
    assert os.path.exists(shell.person.environment["ANYARCH_LOG"])


@pytest.mark.parametrize("shell", ["bash", "zsh"], indirect=True)
def test_an_alias_from_before_stays_in_front_of_the_function(shell: Shell, docker: RecordingDocker) -> None:
    with shell.terminal() as terminal:
        terminal.enter("alias docker='docker --debug'")
        terminal.enter(shell.load)
        terminal.enter("docker run x")
        terminal.enter("unalias docker")
        terminal.enter("docker run y")
        settled(terminal)
    assert [call.words for call in docker.calls()] == [[b"--debug", b"run", b"x"], [b"run", b"y"]]
    with open(shell.person.environment["ANYARCH_LOG"], encoding="utf-8") as log:
        assert len(log.readlines()) == 2


def test_dockers_own_completion_goes_on_working(shell: Shell, docker: RecordingDocker) -> None:
    """Tab asks `docker __complete`, once; the word it gives is then run, by way of the function."""
    real = find("docker")
    if shell.name == "bash":
        debian.install("bash-completion")
    if shell.person.run([real, "completion", shell.name]).status != 0:
        pytest.skip(f"{real} has no command completion")
    docker.behave(f'case $1 in __complete | completion) exec {shlex.quote(real)} "$@" ;; esac')
    prepare = {
        "bash": [". /usr/share/bash-completion/bash_completion", 'eval "$(command docker completion bash)"'],
        "zsh": ["autoload -Uz compinit", "compinit -u -D", 'eval "$(command docker completion zsh)"'],
        "fish": ["command docker completion fish | source"],
    }
    with shell.terminal() as terminal:
        for line in [*prepare[shell.name], shell.load]:
            terminal.enter(line)
        settled(terminal)
        before = len(docker.calls())
        terminal.type(f"docker pul{TAB}")
        terminal.enter("alpine")
        settled(terminal)
    words = [call.words for call in docker.calls()[before:]]
    assert words[-1] == [b"pull", b"alpine"]
    assert words[:-1] == [[b"__complete", b"pul"]] or shell.name == "fish"
