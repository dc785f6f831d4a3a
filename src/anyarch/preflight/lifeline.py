"""The connection to the launcher while a pre-flight takes long: it waits for advice, and must not wait in vain.

The launcher is asked for more time again and again, as long as this process runs (`bare.advice`): it soon gives up one
that is stopped, or stuck in C code. How long the pre-flight may take is not decided here: each of its steps has a limit
of its own, but for a pull, which takes as long as it does for docker.

If the launcher is gone, killed or interrupted, nothing waits for advice: the process gets SIGTERM, which ends it, after
the cleaning up that `person.unwinding` does.
"""

import contextlib
import os
import select
import signal
import threading
import time
from types import TracebackType
from typing import Self

from anyarch.bare import advice
from anyarch.person import unwinding

TIME = 30  # seconds that are asked for
_INTERVAL = 10.0  # seconds
# How often the process gets SIGTERM, and the seconds between: one that comes just before a system call does not
# interrupt it. All come so early that they do not disturb the cleaning up.
_TIMES, _PAUSE = 5, 0.2


class Lifeline:
    """The connection, during a block.

    Args:
        descriptor: the pipe to the launcher.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self._is_over = False
        self._watch = select.poll()
        self._watch.register(descriptor, 0)  # an error is always reported: here, that there is no reader

    def __enter__(self) -> Self:
        self._ask()
        with unwinding.held():  # as in `person.patience`
            threading.Thread(target=self._keep, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:  # nothing is written after the block, in the middle of the advice
            self._is_over = True

    def _keep(self) -> None:
        while not self._watch.poll(_INTERVAL * 1000):
            with self._lock:
                if self._is_over:
                    return
                self._ask()
        for _ in range(_TIMES):
            if not self._is_over:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(_PAUSE)

    def _ask(self) -> None:
        signal.alarm(TIME)
        with contextlib.suppress(OSError):  # the next look at the launcher shows that it is gone
            os.write(self._descriptor, advice.wait(TIME))
