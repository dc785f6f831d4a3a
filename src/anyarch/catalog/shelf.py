"""The whole cache, to show, export, or clear it; a docker command reads only single records.

`clear` removes only files, and only in folders of the kinds that anyarch writes, wherever ANYARCH_CACHE_DIR is.
"""

import os
from typing import NamedTuple

from anyarch.bare import records
from anyarch.bare.records import KINDS, OFFERED, REFUSED, SIZES
from anyarch.catalog.records import Known, Refusal, read_known, read_refusal

_OF_IMAGES = (OFFERED, REFUSED, SIZES)


class Remembered(NamedTuple):
    """What is cached of one image, by its complete name, from an engine; private if it was asked with a login."""

    name: str
    engine: str
    is_private: bool
    known: Known


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


def clear(cache_folder: str) -> int:
    """Clear the cache; the number of records that were removed."""
    number = 0
    for kind in KINDS:
        if records.is_trusted(cache_folder, kind):
            for name in os.listdir(f"{cache_folder}/{kind}"):
                number += records.remove(cache_folder, kind, name) and not name.startswith(".")
    return number


def forget(cache_folder: str, name: str) -> int:
    """Remove the records of one image, from all engines and for all logins; their number."""
    number = 0
    for kind in _OF_IMAGES:
        for file, fields in records.read_all(cache_folder, kind):
            if fields.get("name") == name:
                number += records.remove(cache_folder, kind, file)
    return number
