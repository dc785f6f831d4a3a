"""The digest of the manifest and the size of each platform that an image is offered for.

Only the registry has it, in one manifest for each platform, and each of them counts as a pull. So it is fetched only
to be shown, and never for a docker command. As it is about a digest, it is then known for good.
"""

from typing import NamedTuple

from anyarch.bare.records import SIZES
from anyarch.catalog.records import Records
from anyarch.catalog.sources import Sources
from anyarch.decision.facts import Offered
from anyarch.oci import platforms, references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import RefusedError, RegistryError

_PARTS = 3


class Content(NamedTuple):
    """One platform's image: the digest of its manifest, and the bytes that a pull fetches, packed as they are."""

    platform: Platform
    digest: str
    size: int


def contents(records: Records, sources: Sources, reference: Reference, offered: Offered) -> tuple[Content, ...]:
    """The images behind what is offered under a name, in its order; empty where the registry does not say.

    Args:
        records: where they are remembered.
        sources: where to ask.
        reference: the name.
        offered: what is offered under it.
    """
    subject = f"{reference.name}@{offered.digest}"
    known = _read(records.read(SIZES, subject))
    if known:
        return known
    try:
        found = _fetched(sources, references.parse(subject), offered)
    except (RefusedError, RegistryError, ValueError):
        return ()
    if found:
        records.write(SIZES, subject, {str(number): " ".join(map(str, each)) for number, each in enumerate(found)})
    return found


def _fetched(sources: Sources, reference: Reference, offered: Offered) -> tuple[Content, ...]:
    registry = sources.registry()
    if registry is None:
        return ()
    manifest = registry.manifest(reference)
    if not manifest.is_index:
        return tuple(Content(platform, manifest.digest, manifest.size) for platform in offered.platforms[:1])
    found = []
    for entry in manifest.entries:
        if entry.platform:
            part = registry.manifest(references.parse(f"{reference.name}@{entry.digest}"))
            found.append(Content(entry.platform, entry.digest, part.size))
    return tuple(found)


def _read(fields: dict[str, str]) -> tuple[Content, ...]:
    try:
        words = [fields[str(number)].split() for number in range(sum(name.isdigit() for name in fields))]
        return tuple(Content(platforms.parse(each[0]), each[1], int(each[2])) for each in words if len(each) == _PARTS)
    except (KeyError, ValueError):
        return ()
