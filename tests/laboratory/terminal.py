"""A program at a terminal of its own: what a person types, and what they see.

It never waits for a while, only for something to appear; what does not appear within `PATIENCE` is a failure that
shows the screen. Its keys are raw: a line ends with a carriage return, as the Return key sends it.
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

PATIENCE = 120.0  # seconds, far more than any of it takes
INTERRUPT = "\x03"
SUSPEND = "\x1a"
TAB = "\t"
_BLOCK = 65536


class Terminal:
    """A terminal with one program in it, as a context manager."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
        self._screen = b""
        self._seen = 0
        self._keyboard, inside = pty.openpty()
        try:
            # setsid makes the terminal the controlling one, so that job control and its signals work.
            self._program = subprocess.Popen(
                ["/usr/bin/setsid", "--ctty", "/usr/bin/env", *words],
                stdin=inside,
                stdout=inside,
                stderr=inside,
                env=environment,
                cwd=folder,
            )
        finally:
            os.close(inside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._keyboard)  # hangs up
        try:
            self._program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text: str) -> None:
        os.write(self._keyboard, text.encode("utf-8", "surrogateescape"))

    def enter(self, line: str) -> None:
        self.type(f"{line}\r")

    def expect(self, text: str, patience: float = PATIENCE) -> str:
        """Wait until a text appears behind all that was expected before, for so many seconds; what stood before it."""
        return self.expect_one_of((text,), patience)[0]

    def expect_one_of(self, texts: Sequence[str], patience: float = PATIENCE) -> tuple[str, str]:
        """Wait until one of some texts appears; what stood before the first that does, and which it was."""
        limit = time.monotonic() + patience
        while not (places := self._places(texts)):
            if not select.select([self._keyboard], [], [], max(0.0, limit - time.monotonic()))[0]:
                raise AssertionError(f"{' or '.join(map(repr, texts))} did not appear on:\n{self._shown()}")
            try:
                block = os.read(self._keyboard, _BLOCK)
            except OSError:  # what Linux says when the program has closed the terminal
                block = b""
            if not block:
                wanted = " or ".join(map(repr, texts))
                raise AssertionError(f"the program ended, and {wanted} did not appear on:\n{self._shown()}")
            self._screen += block
        found, text = min(places)
        before = self._screen[self._seen : found]
        self._seen = found + len(text.encode())
        return before.decode("utf-8", "replace"), text

    def _places(self, texts: Sequence[str]) -> list[tuple[int, str]]:
        places = [(self._screen.find(text.encode(), self._seen), text) for text in texts]
        return [place for place in places if place[0] >= 0]

    def _shown(self) -> str:
        return self._screen.decode("utf-8", "replace")
