"""What a catalog knows, as a file to copy to another machine: JSON, with a version, and hostile until read.

Only what is public is in it: what was asked with a login stays where it is, and so do refusals. The engine is not in it
either: it is unpacked for the engine at hand. How old each entry is goes along, so that it expires as if it had been
found out there; a time in the future counts as now.
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
    """What came out of a parcel, and the number of its pieces that could not be read."""

    images: list[tuple[Reference, Known]]
    unreadable: int


def packed(remembered: list[Remembered]) -> str:
    """The parcel's text; of an image that several engines know, the latest."""
    latest: dict[str, Known] = {}
    for each in remembered:
        if not each.is_private and (each.name not in latest or latest[each.name].seen < each.known.seen):
            latest[each.name] = each.known
    images = [
        {
            "name": name,
            "digest": known.offered.digest,
            "index": known.offered.is_index,
            "platforms": [str(platform) for platform in known.offered.platforms],
            "seen": known.seen,
        }
        for name, known in sorted(latest.items())
    ]
    return json.dumps({"format": FORMAT, "version": VERSION, "images": images}, indent=1)


def unpacked(content: bytes) -> Unpacked:
    """What is in a parcel.

    Raises:
        ValueError: it is none, or of a later version.
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
    """One piece; every part of it must be what anyarch itself would have written."""
    name, seen = documents.text(entry, "name"), documents.entry(entry, "seen")
    reference = references.parse(name)
    digest = references.parse(f"{reference.name}@{documents.text(entry, 'digest')}").digest
    listed = documents.items(entry, "platforms")
    if str(reference) != name or not isinstance(seen, int) or seen < 0 or len(listed) > _MOST_PLATFORMS:
        raise ValueError("not as it was written")
    if reference.digest and reference.digest != digest:
        raise ValueError("a digest that stands for another")
    found = tuple(platforms.parse(str(platform)) for platform in listed)
    offered = Offered(tuple(dict.fromkeys(found)), digest, documents.entry(entry, "index") is True)
    return reference, Known(offered, min(seen, int(time.time())))
