"""Programs that are asked something end with the question, and all that they have started with them."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.person import process

PATIENCE = 60.0
# Itself and a child hold the pipe open for as long as they live.
CROWD = "exec 9>{}; echo >&9; sleep 3600 & sleep 3600"


class Pipe:
    """A named pipe whose end comes when all that hold it have ended."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self.descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def awaits(self, expected: bytes) -> None:
        assert select.select([self.descriptor], [], [], PATIENCE)[0]
        assert os.read(self.descriptor, 1) == expected


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Pipe]:
    made = Pipe(tmp_path / "pipe")
    yield made
    os.close(made.descriptor)


def ask(script: str) -> bytes:
    return process.ask(["/bin/sh", "-c", script], b"a question", timeout=PATIENCE)


def test_a_program_gets_the_question_and_its_output_is_the_answer() -> None:
    assert ask("cat; echo noise >&2") == b"a question"


@pytest.mark.parametrize("words", [["/bin/sh", "-c", "exit 3"], ["/nonexistent"]])
def test_one_that_fails_or_is_missing_is_an_error(words: list[str]) -> None:
    with pytest.raises(OSError, match=r"exited with 3|No such file"):
        process.ask(words, b"", timeout=PATIENCE)


def test_one_that_need_not_read_the_question_may_still_answer() -> None:
    assert process.ask(["/bin/sh", "-c", "exec <&-; echo answer"], b"x" * 1000, timeout=PATIENCE) == b"answer\n"


@pytest.mark.parametrize("quiet", [True, False])
def test_what_a_program_prints_is_relayed_and_the_end_of_its_errors_kept(
    capfd: pytest.CaptureFixture[str], *, quiet: bool
) -> None:
    done = process.relay(["/bin/sh", "-c", "echo out; echo why >&2; exit 3"], quiet=quiet)
    assert (done.status, done.output) == (3, "why")
    assert capfd.readouterr() == ("", "why\n" if quiet else "out\nwhy\n")
    assert process.relay(["/nonexistent"], quiet=True).status == 127


@pytest.mark.parametrize(
    ("script", "timeout", "most", "why"),
    [("exec 9>{}; echo >&9; exec yes", PATIENCE, 1000, "too much"), (CROWD, 0.5, 1 << 20, "did not finish in time")],
)
def test_one_that_prints_or_takes_too_much_is_given_up_with_its_children(
    pipe: Pipe, script: str, timeout: float, most: int, why: str
) -> None:
    with pytest.raises(OSError, match=why):
        process.ask(["/bin/sh", "-c", script.format(pipe.path)], b"", timeout=timeout, most=most)
    pipe.awaits(b"\n")
    pipe.awaits(b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_that_waits_when_a_signal_comes_takes_its_children_along(pipe: Pipe, number: signal.Signals) -> None:
    code = f"""
from anyarch.person import process
try:
    process.ask(["/bin/sh", "-c", {CROWD.format(pipe.path)!r}], b"", timeout={PATIENCE})
except KeyboardInterrupt:
    raise SystemExit(7)
"""
    with subprocess.Popen([sys.executable, "-c", code]) as asking:
        pipe.awaits(b"\n")
        asking.send_signal(number)
        pipe.awaits(b"")
    assert asking.returncode == 7


def test_it_has_no_terminal() -> None:
    assert ask("(: </dev/tty) 2>/dev/null || echo none") == b"none\n"


def test_a_variable_can_be_hidden_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIDDEN", "x")
    words = ["/bin/sh", "-c", 'echo "$HIDDEN"']
    for hidden, shown in ((frozenset[str](), b"x\n"), (frozenset({"HIDDEN"}), b"\n")):
        assert process.ask(words, b"", timeout=PATIENCE, hidden=hidden) == shown
