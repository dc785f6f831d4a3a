"""Manifests, as a registry sends them: not trusted until they match their digest.

They are those of the OCI Image Specification (image-index, manifest, config) and of Docker's version 2, schema 2, which
differ in their media types. Docker's schema 1 is refused: no engine since 2024 accepts it. An index inside an index
counts as an entry with its own platform, as for engines; its entries are not read.
"""

from typing import NamedTuple

from anyarch.bare import documents
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform

INDEX_TYPES = frozenset(
    ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
)
IMAGE_TYPES = frozenset(
    ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
)
ACCEPTED = ", ".join(sorted(INDEX_TYPES | IMAGE_TYPES))
_ALGORITHMS = ("sha256", "sha384", "sha512")
_NAMES = ("os", "architecture")


class Entry(NamedTuple):
    """What an index lists: the platform, None for none or an attestation's, and the digest of its manifest.

    `is_named` is False if it names no operating system or no architecture.
    """

    platform: Platform | None
    digest: str
    is_named: bool = True


class Manifest(NamedTuple):
    """An image's manifest or, if `is_index`, an index: the digest of its bytes, and its JSON."""

    digest: str
    is_index: bool
    document: object

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The images of an index, in its order."""
        return tuple(map(_entry, documents.items(self.document, "manifests")))

    @property
    def configuration_digest(self) -> str:
        """The digest of an image's configuration; empty for none."""
        return documents.text(self.document, "config", "digest")

    @property
    def size(self) -> int:
        """The bytes that a pull downloads: the configuration and the compressed layers."""
        parts = [documents.entry(self.document, "config"), *documents.items(self.document, "layers")]
        sizes = [documents.entry(part, "size") for part in parts]
        return sum(size for size in sizes if isinstance(size, int) and size > 0)


def read(body: bytes, media_type: str, digest: str) -> Manifest:
    """A manifest from its bytes and their ``Content-Type``; `digest` is as for `checked`.

    Raises:
        ValueError: they are not a manifest, or not the expected one.
    """
    found = checked(body, digest)
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in INDEX_TYPES | IMAGE_TYPES:
        raise ValueError(f"it has the type {kind or 'of nothing'}")
    return Manifest(found, kind in INDEX_TYPES, documents.parse(body))


def is_named(platform: object) -> bool:
    """Whether a JSON object, as OCI or the Engine API spells it, names an operating system and an architecture.

    The ``unknown/unknown`` of attestations are names.
    """
    return all(documents.text(platform, name) or documents.text(platform, name.title()) for name in _NAMES)


def checked(body: bytes, digest: str) -> str:
    """The digest of some bytes, which must be `digest`, unless that is empty: then it is their SHA-256.

    Raises:
        ValueError: it is another one, or of an unknown kind.
    """
    import hashlib  # noqa: PLC0415 - only where a registry is asked directly

    algorithm = digest.partition(":")[0] or _ALGORITHMS[0]
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"{algorithm} is not a known kind of digest")
    found = f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"
    if digest and found != digest:
        raise ValueError(f"it does not match its digest {digest}")
    return found


def platform_of(configuration: bytes) -> Platform | None:
    """The platform in an image's configuration; None for none."""
    return platforms.of_document(documents.parse(configuration))


def _entry(listed: object) -> Entry:
    platform = documents.entry(listed, "platform")
    return Entry(platforms.of_document(platform), documents.text(listed, "digest"), is_named(platform))
