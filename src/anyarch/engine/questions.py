"""The questions that an engine answers, and how to read its answers (Docker Engine API).

Every engine since 20.10 is read alike: what a newer one adds (`Manifests`, from API 1.48 on the containerd store) is
used where it is there. Nothing is believed for being absent: an empty architecture is unknown, not foreign.
"""

from urllib.parse import quote

from anyarch.bare import documents
from anyarch.decision.facts import Local, Offered
from anyarch.engine.connection import Connection, document_of, document_or_none
from anyarch.oci import platforms, references
from anyarch.oci.manifests import INDEX_TYPES
from anyarch.oci.platforms import Platform
from anyarch.person.errors import RefusedError, UnlistedError

_CONTAINERD = "io.containerd.snapshotter"  # the driver's type, in `DriverStatus` of ``/info``


def engine_platform(connection: Connection) -> Platform:
    """The platform of the engine itself, from ``/version``; for arm, the variant from ``/info``.

    Raises:
        RefusedError: the answer names none.
    """
    version = document_of(connection.get("/version"))
    architecture = documents.text(version, "Arch")
    machine = documents.text(document_of(connection.get("/info")), "Architecture") if architecture == "arm" else ""
    platform = platforms.from_machine(documents.text(version, "Os"), architecture, machine)
    if platform is None:
        raise RefusedError("The engine does not say which platform it is.")
    return platform


def has_containerd_store(connection: Connection) -> bool:
    """Whether the engine keeps images in containerd's store, where a name may have several platforms at once.

    Raises:
        RefusedError: the engine does not say.
    """
    info = document_of(connection.get("/info"))
    return _CONTAINERD in str(documents.items(info, "DriverStatus"))


def image_target(image: str) -> str:
    """The path that asks for a local image, with its platforms where the engine can list them."""
    return f"/images/{quote(image, safe='/:@')}/json?manifests=1"


def local_image(connection: Connection, image: str) -> Local | None:
    """What the engine has under a name or an ID; None for nothing.

    Raises:
        RefusedError: the engine answers with something else.
    """
    document = document_or_none(connection.get(image_target(image)))
    return None if document is None else read_local(document, image)


def read_local(document: object, image: str) -> Local:
    """What an answer about `image_target` says."""
    manifests = documents.entry(document, "Manifests")
    if isinstance(manifests, list):
        present = [m for m in manifests if documents.text(m, "Kind") == "image" and _is_present(m)]
        described = [documents.entry(m, "ImageData", "Platform") for m in present]
    else:
        described = [document]
    return Local(
        platforms=tuple(filter(None, map(platforms.of_document, described))),
        digests=frozenset(_digests(documents.items(document, "RepoDigests"), image)),
        named_by_id=_is_prefix_of_id(image, documents.text(document, "Id")),
    )


def offered(connection: Connection, name: str, headers: dict[str, str]) -> Offered:
    """What the registry has under a complete name, as the engine finds it with its mirrors and certificates.

    Raises:
        UnlistedError: the engine says ``Platforms: null``, as for a single manifest in OCI format.
        RefusedError: the registry or the engine refuses, or the answer is none.
    """
    document = document_of(connection.get(f"/distribution/{quote(name, safe='/:@')}/json", headers))
    entries = documents.entry(document, "Platforms")
    digest = documents.text(document, "Descriptor", "digest")
    if not digest:
        raise RefusedError(f"The engine does not say what the registry has under {name}.")
    if not isinstance(entries, list):
        raise UnlistedError(f"The engine does not say which platforms {name} is for.", digest)
    return Offered(
        platforms=tuple(dict.fromkeys(filter(None, map(platforms.of_document, entries)))),
        digest=digest,
        is_index=documents.text(document, "Descriptor", "mediaType") in INDEX_TYPES,
    )


def _is_present(manifest: object) -> bool:
    """Whether an image can be run as it is.

    Layers that a container still uses are not fetched again with the next image that has them, and Docker 28 says then
    that this one is not available; but it runs. Of an image that was never fetched, there is no content at all.
    """
    content = documents.entry(manifest, "Size", "Content")
    return bool(documents.entry(manifest, "Available")) or (isinstance(content, int) and content > 0)


def _digests(repo_digests: list[object], image: str) -> list[str]:
    """The digests that belong to the name itself: another repository's prove nothing about this one."""
    try:
        name = references.parse(image).name
    except ValueError:
        return []
    found = []
    for repo_digest in repo_digests:
        try:
            reference = references.parse(str(repo_digest))
        except ValueError:
            continue
        if reference.name == name:
            found.append(reference.digest)
    return found


def _is_prefix_of_id(image: str, identity: str) -> bool:
    return bool(image) and identity.removeprefix("sha256:").startswith(image.removeprefix("sha256:"))
