"""What real engines say of images, local and in a registry, for the tables of Answers.

Shapes as measured on engines 20.10 to 29 of both stores. A digest is made from the text that it stands for, so the same
call gives the same document.
"""

from typing import Any

from tests.laboratory import images
from tests.laboratory.images import DOCKER, OCI
from tests.laboratory.recording_engine.answers import Answer
from tests.laboratory.recording_engine.platforms import platform_document

SINGLE_MANIFESTS = (OCI.manifest, DOCKER.manifest)

ATTESTATION = "unknown/unknown"
"""How an index lists an attestation among its platforms."""


def digest(*words: str) -> str:
    return images.digest("\n".join(words).encode())


def classic_image(reference: str, platform: str) -> Answer:
    """A local image in the classic store: one platform, the Id is the configuration's digest."""
    identifier = digest("configuration", reference, platform)
    return Answer(200, _image(reference, identifier, digest("index", reference), platform))


def containerd_image(reference: str, *available: str, listed: tuple[str, ...] = (), shown: str | None = None) -> Answer:
    """A local image in the containerd store: an index, of which some platforms are here, and others only listed.

    What is shown at the top as the image's platform is the first available one if not given. Engine 29 leaves it empty
    (`""`) when only a foreign platform is here.
    """
    index_digest = digest("index", reference)
    document = _image(reference, index_digest, index_digest, available[0] if shown is None else shown)
    document["Descriptor"] = {"mediaType": OCI.index, "digest": index_digest, "size": 1609}
    document["Manifests"] = [
        _manifest(reference, platform, available=platform in available) for platform in (*available, *listed)
    ]
    return Answer(200, document)


def index(*platforms: str, of: Answer | None = None) -> Answer:
    """A registry's image for several platforms, maybe that of a local one; `unknown/unknown` for an attestation."""
    offer = _distribution(OCI.index, [platform_document(platform) for platform in platforms])
    if of:
        offer.document["Descriptor"]["digest"] = of.document["RepoDigests"][0].partition("@")[2]
    return offer


def docker_manifest(platform: str) -> Answer:
    """A registry's image of Docker's own single format: the platform comes from its configuration."""
    return _distribution(DOCKER.manifest, [platform_document(platform)])


def oci_manifest() -> Answer:
    """A registry's image of the OCI's single format, of which every engine answers `"Platforms": null`."""
    return _distribution(OCI.manifest, None)


def _distribution(media_type: str, platforms: list[dict[str, str]] | None) -> Answer:
    descriptor = {"mediaType": media_type, "digest": digest(media_type, str(platforms)), "size": 1609}
    return Answer(200, {"Descriptor": descriptor, "Platforms": platforms})


def _image(reference: str, identifier: str, index_digest: str, platform: str) -> dict[str, Any]:
    name = reference.partition("@")[0]
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        repository, tag = name, "latest"
    fields = {"os": "", "architecture": "", **platform_document(platform)}
    return {
        "Id": identifier,
        "RepoTags": [f"{repository}:{tag}"],
        "RepoDigests": [f"{repository}@{index_digest}"],
        **{name.capitalize(): value for name, value in fields.items()},
        "Created": "2026-01-01T00:00:00Z",
        "Size": 4096,
        "Config": {"Cmd": ["/bin/true"], "Env": None},
        "RootFS": {"Type": "layers", "Layers": []},
    }


def _manifest(reference: str, platform: str, *, available: bool) -> dict[str, Any]:
    identifier = digest("manifest", reference, platform)
    fields = platform_document(platform)
    descriptor = {"mediaType": OCI.manifest, "digest": identifier, "size": 480, "platform": fields}
    entry = {"ID": identifier, "Descriptor": descriptor, "Available": available}
    if platform == ATTESTATION:
        return {**entry, "Kind": "attestation", "AttestationData": {"For": digest("index", reference)}}
    return {**entry, "Kind": "image", "ImageData": {"Platform": fields}}
