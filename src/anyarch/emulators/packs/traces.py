"""What shows, at no cost, that a volume may have changed since it was read: when its files changed, by the kernel.

A program can set the time at which a file was written, but not the one at which it changed (inode(7), ctime). The files
can be seen only if the engine is on this machine, and this user may look into its folder, as root may.
"""

import hashlib
import os
from collections.abc import Iterator

_MOST = 1024  # files and folders


def of(place: str) -> str:
    """A word that changes with any file in a folder; empty if there is no such folder here, or it is too large."""
    try:
        found = sorted(_changes(place)) if place.startswith("/") else []
    except OSError:
        return ""
    return hashlib.sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest() if found else ""


def _changes(place: str) -> Iterator[str]:
    folders, number = [place], 0
    while folders:
        folder = folders.pop()
        yield _change(folder, os.lstat(folder))
        with os.scandir(folder) as entries:
            for entry in entries:
                number += 1
                if number > _MOST:
                    raise OSError(f"{place} has too many files")
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    yield _change(entry.path, entry.stat(follow_symlinks=False))


def _change(path: str, state: os.stat_result) -> str:
    return f"{path!r} {state.st_ino} {state.st_mode:o} {state.st_size} {state.st_ctime_ns}"
