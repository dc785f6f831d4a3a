"""Unwind the stack on SIGTERM and SIGHUP, as for ^C, to clean up before the process ends. SIGKILL cannot be caught."""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def on_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt inside the block when the process gets such a signal."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, interrupt) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
