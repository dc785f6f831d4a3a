"""Python is killed, or stopped for good, at twenty moments: docker runs as typed or as advised, and nothing is said.

A moment is a system call of Python; strace counts them, and sends the signal. As each stop costs two seconds, a run
with few generated cases has few of them.
"""

import signal
from pathlib import Path

import pytest

from tests.cli.conftest import change_launcher
from tests.cli.shell.conftest import StandIn
from tests.laboratory import debian, examples
from tests.laboratory.person import Outcome, Person
from tests.laboratory.programs import find
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, classic_image

# An engine that executes the image, which is foreign: Python says so, and advises a platform.
WORLD = Answers(images={"foreign": classic_image("foreign", "linux/arm64")}, executes={"arm64": 42})
MOMENTS = {signal.SIGKILL: 20, signal.SIGSTOP: examples.number(40) // 2}
WORDS = ["run", "--rm", "foreign", "sh"]
ADVISED = [b"run", b"--platform", b"linux/arm64", b"--rm", b"foreign", b"sh"]


def trace(python: StandIn, options: str, original: str) -> None:
    python.behave(f'exec {find("strace")} -D -qq {options} {original} "$@"')


def run(person: Person, docker: RecordingDocker) -> list[bytes]:
    """The words that docker gets."""
    before = len(docker.calls())
    assert person.run([f"{person.shim}/docker", *WORDS]) == Outcome(0, "", "")
    [call] = docker.calls()[before:]
    return call.words


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(("number", "moments"), MOMENTS.items())
def test_docker_runs_as_typed_or_as_advised(  # noqa: PLR0913, PLR0917 - two are parameters
    number: signal.Signals, moments: int, person: Person, python: StandIn, docker: RecordingDocker, tmp_path: Path
) -> None:
    debian.install("strace")
    log, original = tmp_path / "calls", python.original
    assert run(person, docker) == ADVISED, "and what the probe found is known from now on"
    trace(python, f"-o {log}", original)
    assert run(person, docker) == ADVISED
    calls = len(log.read_text().splitlines())
    assert calls > 10 * moments
    # From now on, it waits no longer than two seconds for the next line, however many it is asked for.
    change_launcher(person, "_anyarch_seconds=10\n", "_anyarch_seconds=2\n")
    change_launcher(person, "=${_anyarch_line#* }", "=2")
    typed = [word.encode() for word in WORDS]
    seen = []
    for moment in range(moments):
        when = 1 + calls * moment // moments
        trace(python, f"-o {log} -e inject=all:signal={number.name}:when={when}", original)
        seen.append(run(person, docker))
        assert seen[-1] in (typed, ADVISED), f"at the call {when} of {calls}"
    assert seen[0] == typed
