"""The size of the image for each platform, and the digest of its manifest.

Only the registry knows them. It has a manifest for each platform, and fetching one counts as a pull, so they are
fetched only to be shown, never for a docker command. They belong to a digest, so they never expire in the cache.
"""

from typing import NamedTuple

from anyarch.bare.records import SIZES
from anyarch.catalog.records import Records
from anyarch.catalog.sources import Sources
from anyarch.decision.facts import Offered
from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RegistryError

_PARTS = 3


class Size(NamedTuple):
    """One platform's image: the digest of its manifest, and the bytes that a pull downloads, compressed."""

    platform: Platform
    digest: str
    size: int


def find(records: Records, sources: Sources, reference: Reference, offered: Offered) -> tuple[Size, ...]:
    """The images for what is offered under a name, in the same order; empty if the registry does not say."""
    subject = f"{reference.name}@{offered.digest}"
    known = _read(records.read(SIZES, subject))
    if known:
        return known
    try:
        found = _fetched(sources, references.parse(subject), offered)
    except (EngineError, RegistryError, ValueError):
        return ()
    if found:
        records.write(SIZES, subject, {str(number): " ".join(map(str, each)) for number, each in enumerate(found)})
    return found


def _fetched(sources: Sources, reference: Reference, offered: Offered) -> tuple[Size, ...]:
    registry = sources.registry()
    if registry is None:
        return ()
    manifest = registry.manifest(reference)
    if not manifest.is_index:
        return tuple(Size(platform, manifest.digest, manifest.size) for platform in offered.platforms[:1])
    found = []
    for entry in manifest.entries:
        if entry.platform:
            part = registry.manifest(references.parse(f"{reference.name}@{entry.digest}"))
            found.append(Size(entry.platform, entry.digest, part.size))
    return tuple(found)


def _read(fields: dict[str, str]) -> tuple[Size, ...]:
    try:
        words = [fields[str(number)].split() for number in range(sum(name.isdigit() for name in fields))]
        return tuple(Size(platforms.parse(each[0]), each[1], int(each[2])) for each in words if len(each) == _PARTS)
    except (KeyError, ValueError):
        return ()
