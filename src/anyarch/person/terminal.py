"""The user's terminal: whether a question can be asked there, and the answer, one line.

Questions and answers go through the terminal's own device, not through standard input, output or error, so docker still
gets all of its input, and redirected output stays as it is.

A question is only possible if standard input is the terminal, the command is in the foreground, and the terminal reads
lines (a program that has switched that off reads keys itself). `is_typed_ahead` tells whether input is waiting that was
meant for something else. It is never read here: what was typed or pasted before a question is not an answer to it.
"""

import array
import contextlib
import fcntl
import os
import select
import signal
import termios
import time
from collections.abc import Iterator

_DEVICE = "/dev/tty"
_LONGEST_LINE = 4096
_LOCAL_MODES = 3  # of the list that tcgetattr returns


class Terminal:
    """An open terminal that reads lines, with this process in its foreground.

    Args:
        descriptor: of the device.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def columns(self) -> int:
        """Its width; 80 if it does not say."""
        try:
            return os.get_terminal_size(self._descriptor).columns or 80
        except OSError:
            return 80

    def is_typed_ahead(self) -> bool:
        """Whether input is waiting: whole lines, or the beginning of one.

        The kernel reports the beginning of a line only to who reads keys, so that is switched on for a moment, without
        discarding anything, and with signals held back, so that the terminal cannot be left like that.
        """
        if self._waiting():
            return True
        held = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            modes = termios.tcgetattr(self._descriptor)
            keys = [*modes]
            keys[_LOCAL_MODES] &= ~termios.ICANON
            termios.tcsetattr(self._descriptor, termios.TCSANOW, keys)
            try:
                return self._waiting() > 0
            finally:
                termios.tcsetattr(self._descriptor, termios.TCSANOW, modes)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)

    def show(self, text: str) -> None:
        """Print a text; nothing if the terminal is gone."""
        with contextlib.suppress(OSError):
            os.write(self._descriptor, text.encode("utf-8", "backslashreplace"))

    def line(self, deadline: float) -> str | None:
        """The next line that is typed, without its end; None for the end of the input.

        Args:
            deadline: on the clock of `time.monotonic`.

        Raises:
            TimeoutError: nothing was typed by then.
            OSError: the terminal is gone.
        """
        if not select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError
        line = os.read(self._descriptor, _LONGEST_LINE)
        return line.decode("utf-8", "replace").strip() if line else None

    def _waiting(self) -> int:
        """The number of bytes that a read would return now."""
        count = array.array("i", [0])
        fcntl.ioctl(self._descriptor, termios.FIONREAD, count)
        return count[0]


@contextlib.contextmanager
def opened() -> Iterator[Terminal | None]:
    """The terminal, for a block; None if a question cannot be asked there."""
    try:
        descriptor = os.open(_DEVICE, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC) if os.isatty(0) else None
    except OSError:
        descriptor = None
    if descriptor is None:
        yield None
        return
    try:
        yield Terminal(descriptor) if _is_usable(descriptor) else None
    finally:
        os.close(descriptor)


def _is_usable(descriptor: int) -> bool:
    try:
        in_foreground = os.tcgetpgrp(descriptor) == os.getpgrp()
        return in_foreground and bool(termios.tcgetattr(descriptor)[_LOCAL_MODES] & termios.ICANON)
    except (OSError, termios.error):
        return False
