"""The function at a terminal: job control, ^C, aliases, and docker's own completion."""

import os
import shlex
import sys

import pytest

from tests.laboratory import debian
from tests.laboratory.programs import find
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.shells import PROMPT, Shell
from tests.laboratory.terminal import INTERRUPT, TAB, Terminal


@pytest.fixture(params=["bash", "zsh"])
def aliasing(request: pytest.FixtureRequest) -> Shell:
    shell = request.getfixturevalue(request.param)
    assert isinstance(shell, Shell)
    return shell


def settled(terminal: Terminal) -> None:
    """Wait until everything typed before has been carried out; what is typed does not itself look like the answer."""
    terminal.enter('echo "sett"led')
    terminal.expect("settled")


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


@pytest.mark.parametrize("verb", ["ps", "run"])
def test_an_interrupt_ends_docker_and_leaves_the_shell(shell: Shell, docker: RecordingDocker, verb: str) -> None:
    docker.behave("echo 'dock'er-is-there; read line")
    with shell.terminal() as terminal:
        terminal.enter(shell.load)
        terminal.enter(f"docker {verb} x")
        terminal.expect("docker-is-there")
        terminal.type(INTERRUPT)
        terminal.expect(PROMPT)  # fish forgets what is typed before
        terminal.enter(f"echo status={shell.grammar.status}.")
        terminal.expect("status=130.")


@pytest.mark.parametrize("verb", ["ps", "run"])
def test_docker_is_a_job_of_its_own_in_the_foreground(shell: Shell, docker: RecordingDocker, verb: str) -> None:
    docker.behave(
        """foreground=$(cut -d' ' -f8 /proc/$$/stat); test -t 0 -a -t 1 -a -t 2; echo "tty=$? fg=$foreground." """
    )
    with shell.terminal() as terminal:
        terminal.enter(shell.load)
        terminal.enter(f"docker {verb} x")
        terminal.expect("tty=0 fg=")
        foreground = int(terminal.expect("."))
    call = docker.call()
    assert call.process == call.group == foreground
    assert call.session == call.parent


def test_an_alias_from_before_stays_in_front_of_the_function(aliasing: Shell, docker: RecordingDocker) -> None:
    with aliasing.terminal() as terminal:
        terminal.enter("alias docker='docker --debug'")
        terminal.enter(aliasing.load)
        terminal.enter("docker run x")
        terminal.enter("unalias docker")
        terminal.enter("docker run y")
        settled(terminal)
    assert [call.words for call in docker.calls()] == [[b"--debug", b"run", b"x"], [b"run", b"y"]]
    with open(aliasing.person.environment["ANYARCH_LOG"], encoding="utf-8") as log:
        assert len(log.readlines()) == 2


def test_dockers_own_completion_goes_on_working(shell: Shell, docker: RecordingDocker) -> None:
    """Tab asks `docker __complete`, once; the word it gives is then run, by way of the function."""
    real = with_completion(shell)
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


def with_completion(shell: Shell) -> str:
    """The path of a docker that can print its completion."""
    real = find("docker")
    if shell.name == "bash":
        debian.install("bash-completion")
    if shell.person.run([real, "completion", shell.name]).status != 0:
        pytest.skip(f"{real} has no command completion")
    return real
