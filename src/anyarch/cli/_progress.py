"""Progress at a terminal: one line on standard error, which is gone when the work is done.

It is no wider than the terminal. If standard error is no terminal, nothing is shown.
"""

import contextlib
import shutil
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from anyarch.cli import _output

_Item = TypeVar("_Item")
_PERCENT = 100


class Line:
    """The line.

    Args:
        label: what is being done.
        length: how much there is to do.
        is_shown: whether there is a line at all.
        in_percent: show percents, and not numbers.
    """

    def __init__(self, label: str, length: int, *, is_shown: bool, in_percent: bool) -> None:
        self._label = label
        self._length = length
        self._is_shown = is_shown
        self._in_percent = in_percent
        self._done = 0
        self._text = ""
        self.update(0)

    def update(self, more: int) -> None:
        """So much more is done."""
        self._done += more
        percent = f"{_PERCENT * self._done // max(1, self._length)}%"
        self._show(f"{self._label}: {percent if self._in_percent else f'{self._done} of {self._length}'}")

    def clear(self) -> None:
        """Remove the line."""
        self._show("")

    def _show(self, text: str) -> None:
        if not self._is_shown or text == self._text:
            return
        self._text = text
        most = shutil.get_terminal_size().columns - 1
        _output.transient(text[:most])


@contextlib.contextmanager
def line(label: str, length: int, *, quiet: bool, in_percent: bool = False) -> Iterator[Line]:
    """The line, for a block.

    Args:
        label: as for `Line`.
        length: as for `Line`.
        quiet: show nothing.
        in_percent: as for `Line`.
    """
    is_shown = not quiet and length > 0 and sys.stderr is not None and sys.stderr.isatty()
    shown = Line(label, length, is_shown=is_shown, in_percent=in_percent)
    try:
        yield shown
    finally:
        shown.clear()


def each(items: Iterable[_Item], label: str, length: int, *, quiet: bool) -> Iterator[_Item]:
    """The items, with a line that counts those that were worked on.

    Args:
        items: what is worked on.
        label: as for `line`.
        length: as for `line`.
        quiet: as for `line`.
    """
    with line(label, length, quiet=quiet) as shown:
        for item in items:
            yield item
            shown.update(1)
