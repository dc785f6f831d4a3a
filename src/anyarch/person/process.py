"""Run other programs: the only module that does, apart from the ssh connection of `engine.ssh`.

The shim's Python runs credential helpers, and docker to pull the image of a private run. It does not run docker for the
user's command: the launcher becomes docker. Only `anyarch compose` and `anyarch build` become docker themselves.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from anyarch.person import unwinding
from anyarch.person.reasons import why

_NOT_FOUND = 127
_TIMED_OUT = 124
_STANDARD_ERROR = 2
_BLOCK = 4096  # bytes
_READ_AT_ONCE = 65536
_MOST = 1 << 20
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Result(NamedTuple):
    """The exit status of a program, or 127 if it could not be started and 124 if it timed out; and its output."""

    status: int
    output: str


def run(words: list[str], *, timeout: float) -> Result:
    """Run a program without standard input, and wait for it.

    Args:
        words: the program and its arguments; no shell is involved.
        timeout: seconds after which it is killed.
    """
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout,
            check=False,
        )
    except OSError as error:
        return Result(_NOT_FOUND, why(error))
    except subprocess.TimeoutExpired:
        return Result(_TIMED_OUT, f"it did not finish within {timeout:g} seconds")
    return Result(done.returncode, done.stdout.decode("utf-8", "replace").strip())


def show(words: list[str], *, quiet: bool) -> int:
    """Run a program and show its output on standard error; its exit status. It ends with this process.

    Args:
        words: as for `run`.
        quiet: hide what it prints to standard output.
    """
    output = subprocess.DEVNULL if quiet else _STANDARD_ERROR
    try:
        with unwinding.on_signals():
            return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output, check=False).returncode
    except OSError:
        return _NOT_FOUND


def relay(words: list[str], *, quiet: bool, silent: bool = False) -> Result:
    """The same as `show`; the result has the end of what the program printed to standard error.

    Args:
        words: as for `run`.
        quiet: as for `show`.
        silent: hide what it prints to standard error.
    """
    output = subprocess.DEVNULL if quiet else _STANDARD_ERROR
    last = b""
    try:
        with (
            unwinding.on_signals(),
            subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE) as program,
        ):
            assert program.stderr  # noqa: S101 - a pipe, as asked for
            try:
                while block := os.read(program.stderr.fileno(), _BLOCK):
                    last = (last + block)[-_BLOCK:]
                    if silent:
                        continue
                    with contextlib.suppress(OSError):  # it is closed, and the program goes on
                        os.write(_STANDARD_ERROR, block)
            except KeyboardInterrupt:
                program.terminate()
                raise
    except OSError as error:
        return Result(_NOT_FOUND, why(error))
    return Result(program.returncode, last.decode("utf-8", "replace").strip())


def become(path: str, words: list[str]) -> NoReturn:
    """Replace this process by a program, as if it had been started in the first place.

    What Python has changed on its way is restored: the signals that it ignores, and the locale that it has set.

    Args:
        path: the program, an absolute path.
        words: its arguments.

    Raises:
        OSError: it cannot be executed.
    """
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    environment = dict(os.environ)
    if "LC_CTYPE" in environment and not _had_locale():
        del environment["LC_CTYPE"]
    os.execve(path, [path, *words], environment)  # noqa: S606 - no shell is wanted


def _had_locale() -> bool:
    """Whether LC_CTYPE was set from the start: in the locale C, Python sets it (PEP 538); yes if that is not known."""
    try:
        with open("/proc/self/environ", "rb") as file:
            return any(entry.startswith(b"LC_CTYPE=") for entry in file.read().split(b"\0"))
    except OSError:
        return True


def ask(
    words: list[str],
    question: bytes,
    *,
    timeout: float,
    hidden: frozenset[str] = frozenset(),
    most: int = _MOST,
) -> bytes:
    """What a program prints to standard output, given a text on standard input; its standard error is hidden.

    It cannot prompt at the terminal: it is in a session of its own, without one. If it is given up, or this process is
    interrupted, all that it has started ends with it.

    Args:
        words: as for `run`.
        question: all of its standard input.
        timeout: as for `run`.
        hidden: the environment variables that it does not get.
        most: the bytes that it may print.

    Raises:
        TimeoutError: it does not finish in time.
        OSError: it cannot be started, fails, or prints more than that.
    """
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with contextlib.ExitStack() as stack:
        stack.enter_context(unwinding.on_signals())
        with _signals_deferred():
            program = stack.enter_context(
                subprocess.Popen(
                    words, stdin=pipe, stdout=pipe, stderr=nowhere, env=environment, start_new_session=True
                )
            )
            stack.push(lambda kind, *_: _end(program) if kind else None)
        try:
            output = _answer(program, question, time.monotonic() + timeout, most)
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            raise TimeoutError(f"{words[0]} did not finish in time") from error
    if program.returncode:
        raise OSError(f"{words[0]} exited with {program.returncode}")
    return output


def _answer(program: subprocess.Popen[bytes], question: bytes, deadline: float, most: int) -> bytes:
    """What a program prints to its end; raises `TimeoutError`, `TimeoutExpired`, or OSError if it is too much."""
    assert program.stdin  # noqa: S101 - pipes, as asked for
    assert program.stdout  # noqa: S101
    with contextlib.suppress(BrokenPipeError):  # it need not read
        program.stdin.write(question)
    with contextlib.suppress(BrokenPipeError):
        program.stdin.close()
    blocks, size = [], 0
    with selectors.DefaultSelector() as selector:
        selector.register(program.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise TimeoutError
            block = os.read(program.stdout.fileno(), _READ_AT_ONCE)
            if not block:
                break
            blocks.append(block)
            size += len(block)
            if size > most:
                raise OSError("it prints too much")
    program.wait(max(0.0, deadline - time.monotonic()))
    return b"".join(blocks)


@contextlib.contextmanager
def _signals_deferred() -> Iterator[None]:
    """Let signals that end this process come at the end of a block: what it starts would go on by itself.

    They are not blocked, because the program would inherit that. Other threads do not get them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    numbers = [number for number in _ENDINGS if callable(signal.getsignal(number))]
    previous = {number: signal.signal(number, lambda number, _: arrived.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        if arrived:
            signal.raise_signal(arrived[0])


def _end(program: subprocess.Popen[bytes]) -> None:
    """Kill the programs in the session of one."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: it has just ended
        os.killpg(program.pid, signal.SIGKILL)
