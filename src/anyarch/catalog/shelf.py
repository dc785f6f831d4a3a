"""All that is remembered, to be shown, copied or removed; a docker command never reads more than one record.

Only folders of the kinds that anyarch writes are touched, and in them only files: wherever ANYARCH_CACHE_DIR points to,
nothing else is removed.
"""

import os
from typing import NamedTuple

from anyarch.bare import records
from anyarch.bare.records import KINDS, OFFERED, REFUSED, SIZES
from anyarch.catalog.records import Known, Refusal, read_known, read_refusal

_OF_IMAGES = (OFFERED, REFUSED, SIZES)


class Remembered(NamedTuple):
    """What is remembered of one image.

    Attributes:
        name: its complete name.
        engine: the engine that answered.
        is_private: whether it was asked with a login.
        known: what is offered.
    """

    name: str
    engine: str
    is_private: bool
    known: Known


def remembered(cache_folder: str) -> list[Remembered]:
    """Every image of which it is remembered what it is offered for, by name."""
    found = []
    for _, fields in records.read_all(cache_folder, OFFERED):
        known = read_known(fields)
        if known:
            about = (fields.get("name", ""), fields.get("engine", ""), bool(fields.get("asker")))
            found.append(Remembered(*about, known))
    return sorted(found, key=lambda each: (each.name, each.engine))


def refusals(cache_folder: str) -> list[tuple[str, Refusal]]:
    """The names of which it is remembered that there was no answer, and why."""
    found = ((fields.get("name", ""), read_refusal(fields)) for _, fields in records.read_all(cache_folder, REFUSED))
    return [(name, refusal) for name, refusal in found if refusal]


def clear(cache_folder: str) -> int:
    """Forget everything; how many records there were."""
    number = 0
    for kind in KINDS:
        if records.is_trusted(cache_folder, kind):
            for name in os.listdir(f"{cache_folder}/{kind}"):
                number += records.remove(cache_folder, kind, name) and not name.startswith(".")
    return number


def forget(cache_folder: str, name: str) -> int:
    """Forget what is known of one image, from all engines and with all logins; how many records there were."""
    number = 0
    for kind in _OF_IMAGES:
        for file, fields in records.read_all(cache_folder, kind):
            if fields.get("name") == name:
                number += records.remove(cache_folder, kind, file)
    return number
