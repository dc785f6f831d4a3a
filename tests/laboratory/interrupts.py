"""Moments in which ^C has to wait, so that nothing is started, mounted or registered without being remembered.

Only SIGINT is held back, and only in the main thread: elsewhere Python never raises KeyboardInterrupt. Started programs
are not affected, because a handler written in Python does not outlive exec.
"""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Hold ^C back until the block has ended, then let it do what it would have done."""
    previous = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or previous is None:
        yield
        return
    arrived: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        arrived.append(number)

    signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
        if arrived:
            signal.raise_signal(signal.SIGINT)
