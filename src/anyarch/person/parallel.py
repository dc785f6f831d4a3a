"""Do something with many items at once, in threads; the results come as they are ready.

The threads are daemons: the process does not wait for them when it ends. If the results are given up, no other item is
begun, and those that were begun have some seconds to end by themselves.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from anyarch.person import unwinding

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(
    items: Iterable[Item], call: Callable[[Item], Result], at_once: int, patience: float = 0.0
) -> Generator[tuple[Item, Result]]:
    """Each item with its result.

    Args:
        items: what `call` is given.
        call: what is done, in `at_once` threads; what it raises is raised here.
        at_once: the number of threads.
        patience: seconds for what was begun to end, if the results are given up.
    """
    waiting = deque(items)
    number = len(waiting)
    results: queue.SimpleQueue[tuple[Item, Result] | BaseException] = queue.SimpleQueue()

    def work() -> None:
        while True:
            try:
                item = waiting.popleft()
            except IndexError:
                return
            try:
                results.put((item, call(item)))
            except BaseException as error:  # noqa: BLE001 - raised in the caller's thread
                results.put(error)

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(at_once, number))]
    with unwinding.held():  # the threads inherit that: a signal that they got would not interrupt this one
        for thread in threads:
            thread.start()
    try:
        for _ in range(number):
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        waiting.clear()
        end = time.monotonic() + patience
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
