"""One command asks about an image, and all others that need the answer at that moment wait for it.

Many commands that start at once, such as those of a build, would ask the registry as often, and each request for a
manifest counts as a pull. A turn is a lock on a file in the cache, which the kernel takes from a process that ends. If
there is no cache, or a turn is not free in time, a command asks without it.

There are few such files, so two images may share one. That only costs time.
"""

import contextlib
import fcntl
import os
import time
import zlib
from collections.abc import Iterator

from anyarch.bare import records

_FILES = 64
_INTERVAL = 0.02  # seconds between two tries; the kernel's own waiting would know no end
_MODE = 0o600


@contextlib.contextmanager
def taken(cache_folder: str, key: str, patience: float) -> Iterator[bool]:
    """Have the turn of a key during the block, if it can be had; whether it is.

    The command that had it before may have left the answer: look for that again, even if the turn was free at once.

    Args:
        cache_folder: empty for no cache.
        key: what is asked about.
        patience: how many seconds to wait for the turn at most.
    """
    descriptor = _opened(cache_folder, key)
    if descriptor is None:
        yield False
        return
    try:
        yield _waited(descriptor, time.monotonic() + patience)
    finally:
        os.close(descriptor)


def _opened(cache_folder: str, key: str) -> int | None:
    name = f".turn-{zlib.crc32(key.encode('utf-8', 'surrogateescape')) % _FILES}"
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        if not cache_folder or not records.made(cache_folder, records.OFFERED):
            return None
        return os.open(f"{cache_folder}/{records.OFFERED}/{name}", flags, _MODE)
    except OSError:
        return None


def _waited(descriptor: int, limit: float) -> bool:
    """Wait until the lock is free and take it; whether it was in time."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > limit:
                return False
            time.sleep(_INTERVAL)
        except OSError:  # this file system has no locks
            return False
        else:
            return True
