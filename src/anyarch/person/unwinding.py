"""Clean up before a signal ends the process: ^C (SIGINT), SIGTERM and SIGHUP. SIGKILL cannot be caught.

The shim's Python leaves them at their default action, so that they end it at once. While it has something to clean up,
as in a block of `Engine.client`, they raise KeyboardInterrupt instead. A signal that the process ignores stays ignored,
as under nohup, and one that it already handles stays with its handler.
"""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 5.0  # seconds in which another signal, such as a second ^C, does not interrupt the cleaning up


@contextlib.contextmanager
def on_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt inside the block when the process gets such a signal.

    Does nothing in other threads than the main one, which alone can handle signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[float] = []

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if not arrived or time.monotonic() - arrived[0] > _PATIENCE:
            arrived.append(time.monotonic())
            raise KeyboardInterrupt

    taken = [number for number in _ENDINGS if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Hold such signals back until the end of a block, so that what it creates is not left without a name."""
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
