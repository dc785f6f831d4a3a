"""The one door to other processes.

The shim starts credential helpers, and docker itself to fetch the image of a private run; in the end it becomes one
(`shim.become`).
"""

import subprocess
from typing import NamedTuple

_NOT_FOUND = 127
_TIMED_OUT = 124
_STANDARD_ERROR = 2


class Result(NamedTuple):
    """How a process ended: its exit status, or a shell's number for one that could not start; and its output."""

    status: int
    output: str


def run(words: list[str], *, timeout: float) -> Result:
    """Run a program to its end, without standard input.

    Args:
        words: the program and its arguments; no shell reads them.
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
        return Result(_NOT_FOUND, str(error))
    except subprocess.TimeoutExpired:
        return Result(_TIMED_OUT, f"no end within {timeout:g} seconds")
    return Result(done.returncode, done.stdout.decode("utf-8", "replace").strip())


def show(words: list[str], *, quiet: bool) -> int:
    """Run a program for the person to watch, to its end: what it prints goes to standard error. Its exit status.

    Args:
        words: as for `run`.
        quiet: show only what it prints on standard error itself.
    """
    output = subprocess.DEVNULL if quiet else _STANDARD_ERROR
    try:
        return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=output, check=False).returncode
    except OSError:
        return _NOT_FOUND


def ask(words: list[str], question: bytes, *, timeout: float) -> bytes:
    """What a program says on standard output to a question on standard input; its standard error is not shown.

    Args:
        words: as for `run`.
        question: all of its standard input.
        timeout: as for `run`.

    Raises:
        OSError: it cannot be started, fails, or does not end in time.
    """
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        done = subprocess.run(words, input=question, stdout=pipe, stderr=nowhere, timeout=timeout, check=True)
    except subprocess.SubprocessError as error:
        raise OSError(str(error)) from error
    return done.stdout
