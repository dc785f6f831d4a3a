"""Turns between processes: alone, or together with all that want the same.

A turn is a lock on a file, and the kernel takes it from a process that is killed. A second file is the door: a process
that waits for a turn keeps it shut, so that later ones wait behind it, and one that wants to be alone does not wait for
ever while others take turns together. What the turn is about is the caller's business.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator

from tests.laboratory.unavailable import Unavailable

SLICE = 20.0  # seconds after which a kept turn is given up between two tests, even if the next wants the same

_held: set[str] = set()  # by this process, which would wait for itself


@contextlib.contextmanager
def alone(path: str) -> Iterator[None]:
    """Have a turn alone during the block, by a lock on a file; the door's is beside it."""
    with _opened(path) as (lock, door):
        with _shut(door):
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def together(
    path: str, is_so: Callable[[], bool], arrange: Callable[[], None], clear: Callable[[], None]
) -> Iterator[None]:
    """Have a turn during the block, together with all that want the same.

    Args:
        path: the lock's file, as of `alone`.
        is_so: says whether everything is as it is wanted; called while nobody changes it.
        arrange: makes it so; called while nobody else has a turn.
        clear: undoes that; called while nobody else has a turn, by the last one that had.
    """
    with _opened(path) as (lock, door):
        with _shut(door):
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not is_so():
                # Changing a lock gives it up for a moment, in which nobody takes it, as the door is shut.
                fcntl.flock(lock, fcntl.LOCK_EX)
                try:
                    arrange()
                except BaseException:
                    clear()
                    raise
                fcntl.flock(lock, fcntl.LOCK_SH)
        try:
            yield
        finally:
            # A process at the door arranges what it wants itself, and one that still has a turn clears it later.
            with contextlib.suppress(BlockingIOError), _shut(door, fcntl.LOCK_NB):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                clear()


@contextlib.contextmanager
def _opened(path: str) -> Iterator[tuple[int, int]]:
    if path in _held:
        raise RuntimeError(f"this process has its turn at {path} already, and would wait for itself")
    with contextlib.ExitStack() as stack:
        files = []
        for name in (path, f"{path}.door"):
            try:
                files.append(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600))
            except OSError as error:
                raise Unavailable(f"{name} cannot be opened ({error}): run this as root on the machine") from error
            stack.callback(os.close, files[-1])
        _held.add(path)
        stack.callback(_held.discard, path)
        yield files[0], files[1]


@contextlib.contextmanager
def _shut(door: int, how: int = 0) -> Iterator[None]:
    fcntl.flock(door, fcntl.LOCK_EX | how)
    try:
        yield
    finally:
        fcntl.flock(door, fcntl.LOCK_UN)


class Kept:
    """A turn that a process keeps from one test to the next, for as long as they want the same, but not for long.

    If each test gave it up, processes that want something else would come between any two tests, and all would mostly
    wait.
    """

    def __init__(self) -> None:
        self._wanted: object = None
        self._until = 0.0
        self._turn = contextlib.ExitStack()

    def take(self, wanted: object, turn: Callable[[], contextlib.AbstractContextManager[None]]) -> None:
        """Have a turn for what is wanted until `give_up`, or until something else is taken."""
        if self._wanted == wanted and time.monotonic() < self._until:
            return
        self.give_up()
        self._turn.enter_context(turn())
        self._wanted, self._until = wanted, time.monotonic() + SLICE

    def give_up(self) -> None:
        self._wanted = None
        self._turn.close()
