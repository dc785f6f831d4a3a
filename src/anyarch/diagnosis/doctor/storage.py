"""The cache: where it is, how large, and whether it can be used."""

import os
import shlex

from anyarch.bare import records
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import GOOD, NOTE, Finding
from anyarch.person.text import counted

_MOST_FILES = 1_000_000
_UNITS = ("bytes", "KiB", "MiB", "GiB")
_STEP = 1024
_WRITABLE_BY_OTHERS = 0o022  # as in `bare.records`


def examine(setup: Setup) -> list[Finding]:
    """One line; a cache that cannot be used only costs time."""
    folder = records.folder(setup.environment)
    if not folder:
        return [Finding("cache", NOTE, "there is no home directory for it: nothing is cached")]
    try:
        owner = os.stat(folder).st_uid
    except FileNotFoundError:
        return [Finding("cache", GOOD, f"empty; there is no {folder} yet")]
    except OSError as error:
        return [Finding("cache", NOTE, f"cannot be used: {error}")]
    if owner != os.geteuid() or not os.access(folder, os.W_OK):
        return [Finding("cache", NOTE, f"{folder} belongs to user {owner}: nothing is cached")]
    kinds = [kind for kind in records.KINDS if os.path.isdir(os.path.join(folder, kind))]
    refused = [folder, *(os.path.join(folder, kind) for kind in kinds)]
    refused = [path for path in refused if os.stat(path).st_mode & _WRITABLE_BY_OTHERS]
    if refused:
        found = f"other users can write to {refused[0]}: nothing is cached there"
        return [Finding("cache", NOTE, found, shlex.join(["chmod", "go-w", *refused]))]
    count, size = _contents(folder)
    return [Finding("cache", GOOD, f"{folder}, {counted(count, 'record')}, {_readable(size)}")]


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
