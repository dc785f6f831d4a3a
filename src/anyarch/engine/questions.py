"""The questions that an engine answers, and how to read its answers (Docker Engine API).

All engines since 20.10 are read in the same way. What newer ones add (`Manifests`, since API 1.48, with the containerd
store) is used if it is there. What is missing is unknown: an empty architecture is not a foreign one.
"""

from urllib.parse import quote

from anyarch.bare import documents
from anyarch.decision.facts import Local, Offered
from anyarch.engine.connection import Connection
from anyarch.oci import manifests, platforms, references
from anyarch.oci.platforms import Platform
from anyarch.person.errors import RefusedError, UnlistedError

_LEVELS_SINCE = (1, 45)  # the API of Docker 26.1, the first that was seen to do so
_CONTAINERD = "io.containerd.snapshotter"  # the driver's type, in `DriverStatus` of ``/info``


def engine_platform(connection: Connection) -> Platform:
    """The engine's own platform, from ``/version``; for arm, with the variant from ``/info``.

    Raises:
        RefusedError: the answer names none.
    """
    version = connection.document("/version")
    architecture = documents.text(version, "Arch")
    machine = documents.text(connection.document("/info"), "Architecture") if architecture == "arm" else ""
    platform = platforms.from_machine(documents.text(version, "Os"), architecture, machine)
    if platform is None:
        raise RefusedError("The engine does not say which platform it is.")
    return platform


def has_containerd_store(connection: Connection) -> bool:
    """Whether the engine has the containerd store, in which one name can have several platforms.

    Raises:
        RefusedError: the engine does not say.
    """
    info = connection.document("/info")
    return _CONTAINERD in str(documents.items(info, "DriverStatus"))


def selects_levels(connection: Connection) -> bool:
    """Whether the engine itself selects, from an index, an image for the highest level that its CPU has.

    Newer engines with the classic store do, of an index for amd64/v2 and amd64/v3 for example; the containerd store
    finds no image there unless it is asked for the level. No engine tells apart the levels of arm64.

    Raises:
        RefusedError: the engine does not say.
    """
    version = connection.document("/version")
    numbers = documents.text(version, "ApiVersion").split(".")
    if documents.text(version, "Arch") != "amd64" or not all(map(str.isdecimal, numbers)):
        return False
    return tuple(map(int, numbers)) >= _LEVELS_SINCE and not has_containerd_store(connection)


def image_target(image: str, question: str = "manifests=1") -> str:
    """The path of a local image's description, with its platforms if the engine can list them.

    Engines since API 1.49 describe one platform where `question` asks for it. None may be asked for both.
    """
    return f"/images/{quote(image, safe='/:@')}/json?{question}"


def local_image(connection: Connection, image: str) -> Local | None:
    """What the engine has under a name or an ID; None for nothing.

    Raises:
        RefusedError: the engine refuses, or its answer cannot be read.
    """
    document = connection.document_or_none(image_target(image))
    return None if document is None else read_local(document, image)


def read_local(document: object, image: str) -> Local:
    """What the engine's description of a local image says.

    In the containerd store, an image's ID is the digest of its manifest or index. Before Docker 28, which lists what is
    local of an index, that store replaces a foreign copy itself.
    """
    listed = documents.entry(document, "Manifests")
    identity, repo_digests = documents.text(document, "Id"), documents.items(document, "RepoDigests")
    if isinstance(listed, list):
        present = [m for m in listed if documents.text(m, "Kind") == "image" and _is_present(m)]
        described = [documents.entry(m, "ImageData", "Platform") for m in present]
    else:
        described = [document]
    return Local(
        platforms=tuple(filter(None, map(platforms.of_document, described))),
        digests=frozenset(_digests(repo_digests, image)),
        named_by_id=_is_prefix_of_id(image, identity),
        identity=identity,
        is_replaced=not isinstance(listed, list) and any(str(each).endswith(f"@{identity}") for each in repo_digests),
    )


def offered(connection: Connection, name: str, headers: dict[str, str]) -> Offered:
    """What the registry has under a complete name, asked by the engine with its mirrors and certificates.

    Raises:
        UnlistedError: the engine says ``Platforms: null``, as for a single manifest in OCI format.
        RefusedError: the registry or the engine refuses, or the answer cannot be read.
    """
    document = connection.document(f"/distribution/{quote(name, safe='/:@')}/json", headers)
    entries = documents.entry(document, "Platforms")
    digest = documents.text(document, "Descriptor", "digest")
    if not digest:
        raise RefusedError(f"The engine does not say what the registry has under {name}.")
    if not isinstance(entries, list):
        raise UnlistedError(f"The engine does not say which platforms {name} is for.", digest)
    is_index = documents.text(document, "Descriptor", "mediaType") in manifests.INDEX_TYPES
    return Offered(
        platforms=tuple(dict.fromkeys(filter(None, map(platforms.of_document, entries)))),
        digest=digest,
        is_index=is_index,
        # Docker lists an entry without platform with empty names.
        is_complete=not is_index or all(map(manifests.is_named, entries)),
    )


def _is_present(manifest: object) -> bool:
    """Whether an image can be run as it is.

    Docker 28 does not pull layers again that a container still uses, and says that an image with them is not available;
    but it runs. An image that was never pulled has no content at all.
    """
    content = documents.entry(manifest, "Size", "Content")
    return bool(documents.entry(manifest, "Available")) or (isinstance(content, int) and content > 0)


def _digests(repo_digests: list[object], image: str) -> list[str]:
    """The digests in the image's own repository: those in another one prove nothing about it."""
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
