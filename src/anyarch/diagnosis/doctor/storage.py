"""The cache's folder: where it is, how large, and whose."""

import os

from anyarch.bare import records
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import GOOD, NOTE, Finding

_MOST_FILES = 1_000_000
_UNITS = ("bytes", "KiB", "MiB", "GiB")
_STEP = 1024


def examine(situation: Situation) -> list[Finding]:
    """One line; a cache that cannot be used costs time, and breaks nothing."""
    folder = records.folder(situation.environment)
    if not folder:
        return [Finding("cache", NOTE, "there is no home for it: nothing is remembered")]
    try:
        owner = os.stat(folder).st_uid
    except FileNotFoundError:
        return [Finding("cache", GOOD, f"empty; there is no {folder} yet")]
    except OSError as error:
        return [Finding("cache", NOTE, f"cannot be used: {error}")]
    if owner != os.geteuid() or not os.access(folder, os.W_OK):
        return [Finding("cache", NOTE, f"{folder} belongs to user {owner}, so that nothing is remembered")]
    count, size = _contents(folder)
    return [Finding("cache", GOOD, f"{folder}, {_number(count, 'record')}, {_readable(size)}")]


def _contents(folder: str) -> tuple[int, int]:
    """How many records, and how many bytes they have."""
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


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _readable(size: float) -> str:
    for unit in _UNITS[:-1]:
        if size < _STEP:
            return f"{size:.0f} {unit}"
        size /= _STEP
    return f"{size:.0f} {_UNITS[-1]}"
