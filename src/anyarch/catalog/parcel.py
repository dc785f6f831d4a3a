"""Export the catalog to a file for another machine, and import it: JSON, with a version, and not trusted.

It contains only what is public: answers to requests with a login, and refusals, are not exported. The engine is not
in it either: it is imported for the engine in use. The age of each entry goes along, so that it expires as it would
have on the first machine. A time in the future counts as now.
"""

import json
import time
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.catalog.records import Known
from anyarch.catalog.shelf import Remembered
from anyarch.decision.facts import Offered
from anyarch.oci import platforms, references
from anyarch.oci.references import Reference

FORMAT = "anyarch-catalog"
VERSION = 1
LARGEST = 64 << 20
_MOST_PLATFORMS = 1000


class Unpacked(NamedTuple):
    """The images in an exported file, and the number of entries that could not be read."""

    images: list[tuple[Reference, Known]]
    unreadable: int


def packed(remembered: list[Remembered]) -> str:
    """The text of the file; if several engines know an image, the latest answer counts."""
    latest: dict[str, Known] = {}
    for each in remembered:
        if not each.is_private and (each.name not in latest or latest[each.name].seen < each.known.seen):
            latest[each.name] = each.known
    images = [
        {
            "name": name,
            "digest": known.offered.digest,
            "index": known.offered.is_index,
            "complete": known.offered.is_complete,
            "platforms": [str(platform) for platform in known.offered.platforms],
            "seen": known.seen,
        }
        for name, known in sorted(latest.items())
    ]
    return json.dumps({"format": FORMAT, "version": VERSION, "images": images}, indent=1)


def unpacked(content: bytes) -> Unpacked:
    """What is in the file.

    Raises:
        ValueError: it is not an exported catalog, or of a later version.
    """
    if len(content) > LARGEST:
        raise ValueError("it is too large")
    document = documents.parse(content)
    if documents.text(document, "format") != FORMAT:
        raise ValueError("it is not what `anyarch cache export` writes")
    version = documents.entry(document, "version")
    if version != VERSION:
        raise ValueError(f"it has version {version!r}, and this anyarch reads version {VERSION}")
    entries = documents.items(document, "images")
    images = []
    for entry in entries:
        try:
            images.append(_image(entry))
        except ValueError:
            continue
    return Unpacked(images, len(entries) - len(images))


def _image(entry: object) -> tuple[Reference, Known]:
    """One entry; every part of it must be as anyarch itself writes it."""
    name, seen = documents.text(entry, "name"), documents.entry(entry, "seen")
    reference = references.parse(name)
    digest = references.parse(f"{reference.name}@{documents.text(entry, 'digest')}").digest
    listed = documents.items(entry, "platforms")
    if str(reference) != name or not isinstance(seen, int) or seen < 0 or len(listed) > _MOST_PLATFORMS:
        raise ValueError("it is not as anyarch writes it")
    if reference.digest and reference.digest != digest:
        raise ValueError("it is not the digest in the name")
    found = tuple(platforms.parse(str(platform)) for platform in listed)
    is_index, is_complete = documents.entry(entry, "index") is True, documents.entry(entry, "complete") is not False
    offered = Offered(tuple(dict.fromkeys(found)), digest, is_index, is_complete)
    return reference, Known(offered, min(seen, int(time.time())))
