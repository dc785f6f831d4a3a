"""The cache: where it is, how large, and whether it can be used; and whether the log can be written."""

import os

from anyarch.bare import ownership, records
from anyarch.bare.ownership import Weakness
from anyarch.catalog import shelf
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.person import log, remedy
from anyarch.person.reasons import why
from anyarch.person.text import counted

_MOST_FILES = 1_000_000
_UNITS = ("bytes", "KiB", "MiB", "GiB")
_STEP = 1024


def examine(setup: Setup) -> list[Finding]:
    """A line, and one for a log that is not written; a cache that cannot be used only costs time."""
    return [_cache(setup), *_log(setup.environment)]


def _log(environment: dict[str, str]) -> list[Finding]:
    file = log.path(environment)
    try:
        found = ownership.weakness(file)
    except OSError as error:
        return [Finding("log", NOTE, f"{file} is not written: {why(error)}")]
    return [Finding("log", NOTE, f"{file} is not written: {found}", remedy.command(found))] if found else []


def _cache(setup: Setup) -> Finding:
    folder = records.folder(setup.environment)
    obstacle = shelf.obstacle(folder)
    if obstacle:
        return Finding("cache", NOTE, f"{obstacle}: nothing is cached")
    try:
        found = _weaknesses(folder)
        owner = os.stat(folder).st_uid
    except FileNotFoundError:
        return Finding("cache", GOOD, f"empty; there is no {folder} yet")
    except OSError as error:
        return Finding("cache", NOTE, f"{folder} cannot be used: {why(error)}")
    if owner != os.geteuid():
        return Finding("cache", NOTE, f"{folder} belongs to user {owner}: nothing is cached", remedy.command(*found))
    if found:
        return Finding("cache", NOTE, f"{found[0]}: nothing is cached there", remedy.command(*found))
    count, size = _contents(folder)
    return Finding("cache", GOOD, f"{folder}, {counted(count, 'record')}, {_readable(size)}")


def _weaknesses(folder: str) -> list[Weakness]:
    """Why the cache or a kind in it is not used."""
    whole = ownership.weakness(folder, strict=1)
    kinds = (ownership.weakness(os.path.join(folder, kind), strict=1) for kind in records.KINDS)
    return [found for found in (whole, *kinds) if found]


def _contents(folder: str) -> tuple[int, int]:
    """The number of records, and their size in bytes."""
    count = size = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                size += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue  # it has just been replaced
            count += 1
            if count == _MOST_FILES:
                return count, size
    return count, size


def _readable(size: float) -> str:
    for unit in _UNITS[:-1]:
        if size < _STEP:
            return f"{size:.0f} {unit}"
        size /= _STEP
    return f"{size:.0f} {_UNITS[-1]}"
