"""Run a command to its end, over pipes or at a terminal, and never wait for ever.

docker waits for a container as long as that runs, also after a signal which the container ignores: QEMU does, as the
first process of its container. So who runs a command here says how to end what it may wait for.
"""

import contextlib
import os
import pty
import re
import signal
import subprocess
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tests.laboratory.person import TIMEOUT, Outcome

HUNG = 124  # the status of a command that had to be killed, as timeout(1) has it
ENOUGH = 60  # seconds for a command whose container was killed
QUESTION, ANSWER = b"[y/N", b"n\r"
SEQUENCES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>]|\][^\x07]*\x07)")  # what a terminal is told
BLOCK = 1 << 16


class Typed(NamedTuple):
    """A command with its surroundings.

    Attributes:
        words: the program, found along PATH, and its arguments.
        environment: its variables.
        began: called with the number of the process.
        patience: seconds before what it waits for is ended.
        release: ends what docker waits for on the engine; whether there was anything.
    """

    words: Sequence[str]
    environment: Mapping[str, str]
    began: Callable[[int], None]
    patience: float
    release: Callable[[], bool]


def over_pipes(typed: Typed) -> Outcome:
    process = subprocess.Popen(
        typed.words,
        cwd=os.sep,
        env=typed.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    said: list[bytes] = []
    status = _ended(process, typed, lambda seconds: said.extend(process.communicate(timeout=seconds)))
    return Outcome(status, *(text.decode("utf-8", "replace") for text in said))


def at_terminal(typed: Typed) -> tuple[Outcome, bool]:
    """How a command ends at a terminal, with all that was printed as its errors; and whether the modes are the same."""
    outside, inside = pty.openpty()
    before = termios.tcgetattr(inside)
    words = ["/usr/bin/setsid", "--ctty", *typed.words]
    process = subprocess.Popen(words, cwd=os.sep, env=typed.environment, stdin=inside, stdout=inside, stderr=inside)
    screen = bytearray()

    def read() -> None:
        is_answered = False
        with contextlib.suppress(OSError):  # there is no process at the terminal any more
            while block := os.read(outside, BLOCK):
                screen.extend(block)
                if QUESTION in screen and not is_answered:
                    is_answered = True
                    os.write(outside, ANSWER)

    reading = threading.Thread(target=read)
    reading.start()
    try:
        status = _ended(process, typed, process.wait)
        after = termios.tcgetattr(inside)
    finally:
        os.close(inside)
        reading.join(ENOUGH)
        os.close(outside)
    text = SEQUENCES.sub("", screen.decode("utf-8", "replace"))
    return Outcome(status, "", text), after == before


def _ended(process: "subprocess.Popen[bytes]", typed: Typed, wait: Callable[[float], object]) -> int:
    """The status of a process: `HUNG` if it had to be killed although it waits for nothing on the engine."""
    typed.began(process.pid)
    with contextlib.suppress(subprocess.TimeoutExpired):
        wait(typed.patience)
        return process.wait()
    with contextlib.suppress(subprocess.TimeoutExpired):
        wait(ENOUGH if typed.release() else max(0.0, TIMEOUT - typed.patience))
        return process.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    wait(ENOUGH)
    return HUNG
