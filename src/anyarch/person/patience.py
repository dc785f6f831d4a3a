"""Wait for a call, but not forever: libraries bound each wait, and a slow answer has many waits."""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from anyarch.person import unwinding

Result = TypeVar("Result")


def in_time(
    call: Callable[[], Result], deadline: float, patience: float = 0.0, stop: Callable[[], object] | None = None
) -> Result:
    """Run `call` in a thread of its own until a deadline.

    Args:
        call: what to run.
        deadline: on the clock of `time.monotonic`.
        patience: for how many seconds an interrupt lets the call finish, so that it leaves nothing half done.
        stop: makes a call end that has not finished then; with it, signals that end the process interrupt too.

    Raises:
        TimeoutError: it did not finish by `deadline`; the thread goes on by itself.
        Exception: whatever `call` raises.
    """
    outcome: list[Result | Exception] = []
    ended = threading.Event()  # and not Thread.join, which takes the thread for dead once it has been interrupted

    def run() -> None:
        try:
            outcome.append(call())
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            outcome.append(error)
        finally:
            ended.set()

    with unwinding.on_signals() if stop else contextlib.nullcontext():
        try:
            with unwinding.held():  # the thread inherits that: a signal that it got would not interrupt this one
                threading.Thread(target=run, daemon=True).start()
            ended.wait(max(0.0, deadline - time.monotonic()))
        except KeyboardInterrupt:
            if not ended.wait(patience) and stop:
                stop()
                ended.wait(patience)
            raise
    if not outcome:
        raise TimeoutError("no answer in time")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]
