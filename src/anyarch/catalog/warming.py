"""Look many images up at once, and leave a registry alone as soon as it says that it is too much.

Results come as they are ready. The workers are daemons: whoever is interrupted need not wait for them.
"""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from anyarch.catalog.refusals import RATE_LIMITED
from anyarch.decision.facts import Offered
from anyarch.engine.connection import UnreachableError
from anyarch.engine.questions import RefusedError
from anyarch.oci.references import Reference

AT_ONCE = 4


class Result(NamedTuple):
    """How the look-up of one image ended: what is offered, or the error; neither if its registry was left alone."""

    reference: Reference
    offered: Offered | None = None
    error: RefusedError | UnreachableError | None = None

    @property
    def is_left_alone(self) -> bool:
        """Whether the registry was not asked, because it had said that it was too much."""
        return self.offered is None and self.error is None


def warm(references: Iterable[Reference], look_up: Callable[[Reference], Offered], at_once: int) -> Iterator[Result]:
    """Look images up, each once.

    Args:
        references: the images.
        look_up: how; called by several threads.
        at_once: so many of them.
    """
    waiting = deque(dict.fromkeys(references))
    number = len(waiting)
    results: queue.SimpleQueue[Result | BaseException] = queue.SimpleQueue()
    tired: set[str] = set()

    def work() -> None:
        while True:
            try:
                reference = waiting.popleft()
            except IndexError:
                return
            try:
                results.put(Result(reference) if reference.domain in tired else _looked_up(reference, look_up, tired))
            except BaseException as error:  # noqa: BLE001 - a bug, which belongs to the thread that asked
                results.put(error)

    for _ in range(min(at_once, number)):
        threading.Thread(target=work, daemon=True).start()
    for _ in range(number):
        result = results.get()
        if isinstance(result, BaseException):
            raise result
        yield result


def _looked_up(reference: Reference, look_up: Callable[[Reference], Offered], tired: set[str]) -> Result:
    try:
        return Result(reference, look_up(reference))
    except (RefusedError, UnreachableError) as error:
        if isinstance(error, RefusedError) and error.status == RATE_LIMITED:
            tired.add(reference.domain)
        return Result(reference, error=error)
