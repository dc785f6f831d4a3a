"""The whole cache, to show, export, or clear it; a docker command reads only single records.

`clear` removes only files, and only in folders of the kinds that anyarch writes, wherever ANYARCH_CACHE_DIR is.
"""

import os
from collections.abc import Collection
from typing import NamedTuple

from anyarch.bare import files, ownership, records
from anyarch.bare.records import KINDS, OFFERED, REFUSED, SIZES
from anyarch.catalog.records import Known, Refusal, read_known, read_refusal
from anyarch.person.reasons import why

_OF_IMAGES = (OFFERED, REFUSED, SIZES)
_TRIAL = "trial"
_TRIAL_SIZE = 4096  # bytes, as much as most file systems give a file


class Remembered(NamedTuple):
    """What is cached of one image, by its complete name, from an engine; private if it was asked with a login."""

    name: str
    engine: str
    is_private: bool
    known: Known


class Removed(NamedTuple):
    """How many records were removed, and how many could not be."""

    number: int = 0
    left: int = 0


def obstacle(cache_folder: str) -> str:
    """Why nothing can be cached, as a part of a sentence; empty if something can."""
    if not cache_folder:
        return "there is no home directory for the cache"
    existing = cache_folder
    while not os.path.lexists(existing):
        existing = os.path.dirname(existing)
    if not os.path.isdir(existing):
        return f"{existing} is not a directory"
    if not os.access(existing, os.W_OK | os.X_OK):
        return f"{existing} cannot be written"
    return f"the disk with {existing} is full" if _is_full(existing) else ""


def trial(cache_folder: str) -> str:
    """The same, found out by writing a record and removing it: also what only an attempt shows, such as a quota."""
    if found := obstacle(cache_folder):
        return found
    try:
        if not records.made(cache_folder, OFFERED):
            danger = ownership.weakness(os.path.join(cache_folder, OFFERED), strict=2)
            return str(danger) if danger else f"{cache_folder} belongs to another user"
        files.replace(os.path.join(cache_folder, OFFERED, _TRIAL), bytes(_TRIAL_SIZE), records.MODE)
    except OSError as error:
        return f"{cache_folder} cannot be written: {why(error)}"
    records.remove(cache_folder, OFFERED, _TRIAL)
    return ""


def _is_full(folder: str) -> bool:
    """Whether the disk has no room for another file; no if it does not say."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return False
    free = disk.f_bavail if os.geteuid() else disk.f_bfree
    return (disk.f_blocks > 0 and free == 0) or (disk.f_files > 0 and disk.f_ffree == 0)


def remembered(cache_folder: str) -> list[Remembered]:
    """All images with cached platforms, by name."""
    found = []
    for _, fields in records.read_all(cache_folder, OFFERED):
        known = read_known(fields)
        if known:
            about = (fields.get("name", ""), fields.get("engine", ""), bool(fields.get("asker")))
            found.append(Remembered(*about, known))
    return sorted(found, key=lambda each: (each.name, each.engine))


def refusals(cache_folder: str) -> list[tuple[str, Refusal]]:
    """The names with a cached refusal, and that refusal."""
    found = ((fields.get("name", ""), read_refusal(fields)) for _, fields in records.read_all(cache_folder, REFUSED))
    return [(name, refusal) for name, refusal in found if refusal]


def clear(cache_folder: str) -> Removed:
    """Clear the cache."""
    trusted = [kind for kind in KINDS if records.is_trusted(cache_folder, kind)]
    return _remove(cache_folder, [(kind, name) for kind in trusted for name in os.listdir(f"{cache_folder}/{kind}")])


def forget(cache_folder: str, names: Collection[str]) -> Removed:
    """Remove the records of some images, from all engines and for all logins."""
    found = [(kind, *record) for kind in _OF_IMAGES for record in records.read_all(cache_folder, kind)]
    return _remove(cache_folder, [(kind, file) for kind, file, fields in found if fields.get("name") in names])


def _remove(cache_folder: str, chosen: list[tuple[str, str]]) -> Removed:
    """Remove records by kind and file; what a killed writer has left, which begins with a dot, does not count."""
    number = left = 0
    for kind, name in chosen:
        if records.remove(cache_folder, kind, name):
            number += not name.startswith(".")
        else:
            left += not name.startswith(".") and os.path.lexists(f"{cache_folder}/{kind}/{name}")
    return Removed(number, left)
