"""What a registry has under a name or a digest: read from its bytes, which are hostile until they fit their digest.

Manifests are those of the OCI Image Specification (image-index, manifest, config) and of Docker's version 2, schema 2,
which differ in their media types. Docker's schema 1 is refused: no engine since 2024 takes it. An index inside an index
counts as an entry with its own platform, as engines count it; its entries are not read.
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


class Entry(NamedTuple):
    """What an index says of one image: its platform, None for none, and the digest of its manifest."""

    platform: Platform | None
    digest: str


class Manifest(NamedTuple):
    """An index or an image's manifest.

    Attributes:
        digest: of its bytes.
        is_index: whether it lists images.
        document: its JSON.
    """

    digest: str
    is_index: bool
    document: object

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The images of an index, in its order."""
        listed = documents.items(self.document, "manifests")
        return tuple(
            Entry(platforms.of_document(documents.entry(each, "platform")), documents.text(each, "digest"))
            for each in listed
        )

    @property
    def configuration(self) -> str:
        """The digest of an image's configuration; empty for none."""
        return documents.text(self.document, "config", "digest")

    @property
    def size(self) -> int:
        """The bytes that a pull of the image fetches: its configuration and its layers, as they are packed."""
        parts = [documents.entry(self.document, "config"), *documents.items(self.document, "layers")]
        sizes = [documents.entry(part, "size") for part in parts]
        return sum(size for size in sizes if isinstance(size, int) and size > 0)


def read(body: bytes, media_type: str, digest: str) -> Manifest:
    """A manifest from its bytes.

    Args:
        body: the bytes.
        media_type: the header ``Content-Type`` that came with them.
        digest: what their digest must be; empty where that is not known.

    Raises:
        ValueError: they are none, or others than expected.
    """
    found = checked(body, digest)
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in INDEX_TYPES | IMAGE_TYPES:
        raise ValueError(f"it has the type {kind or 'of nothing'}")
    return Manifest(found, kind in INDEX_TYPES, documents.parse(body))


def checked(body: bytes, digest: str) -> str:
    """The digest of some bytes.

    Args:
        body: the bytes.
        digest: what it must be; empty for anything, which gives a SHA-256.

    Raises:
        ValueError: it is another, or of a kind that is not known.
    """
    import hashlib  # noqa: PLC0415 - only where a registry is asked directly

    algorithm = digest.partition(":")[0] or _ALGORITHMS[0]
    if algorithm not in _ALGORITHMS:
        raise ValueError(f"{algorithm} is no known kind of digest")
    found = f"{algorithm}:{hashlib.new(algorithm, body).hexdigest()}"
    if digest and found != digest:
        raise ValueError(f"it does not fit its digest {digest}")
    return found


def platform_of(configuration: bytes) -> Platform | None:
    """The platform that an image's configuration names; None for none."""
    return platforms.of_document(documents.parse(configuration))
