"""Container images as bytes: blobs, layers, images and indexes, in Docker's format and in OCI's.

Everything is pure and deterministic: the same description gives the same digests. What a label says need not be true:
an index's entry, an image's configuration and the program inside are given one by one. Nothing here talks to a
registry.
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EPOCH = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Platform:
    """What a label says of an image; `architecture` None leaves the key out, an empty `variant` does so as well."""

    architecture: str | None
    variant: str = ""
    os: str = "linux"

    def fields(self) -> dict[str, str]:
        fields = {"architecture": self.architecture, "os": self.os, "variant": self.variant or None}
        return {key: value for key, value in fields.items() if value is not None}


UNKNOWN = Platform("unknown", os="unknown")  # how BuildKit labels what is no image: attestations


@dataclass(frozen=True)
class Format:
    index: str
    manifest: str
    configuration: str
    layer: str


DOCKER = Format(
    index="application/vnd.docker.distribution.manifest.list.v2+json",
    manifest="application/vnd.docker.distribution.manifest.v2+json",
    configuration="application/vnd.docker.container.image.v1+json",
    layer="application/vnd.docker.image.rootfs.diff.tar.gzip",
)
OCI = Format(
    index="application/vnd.oci.image.index.v1+json",
    manifest="application/vnd.oci.image.manifest.v1+json",
    configuration="application/vnd.oci.image.config.v1+json",
    layer="application/vnd.oci.image.layer.v1.tar+gzip",
)
STATEMENT = "application/vnd.in-toto+json"


@dataclass(frozen=True)
class Blob:
    """Bytes with a media type, known by their digest."""

    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return digest(self.content)

    def descriptor(self) -> dict[str, Any]:
        return {"mediaType": self.media_type, "size": len(self.content), "digest": self.digest}


@dataclass(frozen=True)
class Image:
    """One image: its manifest, its configuration, and its layers, the lowest first."""

    manifest: Blob
    configuration: Blob
    layers: tuple[Blob, ...]


@dataclass(frozen=True)
class Entry:
    """One image as an index lists it; `platform` None gives it no platform."""

    image: Image
    platform: Platform | None
    annotations: tuple[tuple[str, str], ...] = ()

    def descriptor(self) -> dict[str, Any]:
        platform = {"platform": self.platform.fields()} if self.platform else {}
        annotations = {"annotations": dict(self.annotations)} if self.annotations else {}
        return self.image.manifest.descriptor() | platform | annotations


@dataclass(frozen=True)
class Index:
    """Several images under one name, and the manifest that lists them."""

    manifest: Blob
    images: tuple[Image, ...]


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def layer(files: Mapping[str, tuple[bytes, int]], links: Mapping[str, str], form: Format) -> Blob:
    """A layer of files with permissions, and of symbolic links; the folders above are for everybody to enter."""
    return Blob(form.layer, gzip.compress(packed(files, links), compresslevel=1, mtime=0))


def packed(files: Mapping[str, tuple[bytes, int]], links: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(set().union(*map(above, (*files, *links)))):
            member = tarfile.TarInfo(path)
            member.type, member.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(member)
        for path, (content, mode) in sorted(files.items()):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), mode
            archive.addfile(member, io.BytesIO(content))
        for path, target in sorted(links.items()):
            member = tarfile.TarInfo(path)
            member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member)
    return written.getvalue()


def image(
    platform: Platform,
    layers: Sequence[Blob],
    command: Sequence[str],
    form: Format,
    settings: Mapping[str, Any] | None = None,
) -> Image:
    """An image whose configuration says `platform`, whatever its layers hold; the lowest comes first.

    The settings are more of the configuration's part `config`, such as Entrypoint and User.
    """
    started: dict[str, Any] = {"Cmd": list(command), "Env": ["PATH=/bin"], **(settings or {})}
    configuration = {
        "created": EPOCH,
        **platform.fields(),
        "config": started,
        "rootfs": {"type": "layers", "diff_ids": [digest(gzip.decompress(layer.content)) for layer in layers]},
        "history": [{"created": EPOCH, "created_by": "laboratory"} for _ in layers],
    }
    return assemble(encode(form.configuration, configuration), layers, form)


def attestation(subject: Image) -> Entry:
    """Build what BuildKit adds to an index for each image: a statement about it, labelled unknown/unknown."""
    statement = encode(STATEMENT, {"_type": "https://in-toto.io/Statement/v0.1", "subject": [subject.manifest.digest]})
    rootfs = {"type": "layers", "diff_ids": [statement.digest]}
    configuration = encode(OCI.configuration, {**UNKNOWN.fields(), "config": {}, "rootfs": rootfs})
    annotations = (
        ("vnd.docker.reference.digest", subject.manifest.digest),
        ("vnd.docker.reference.type", "attestation-manifest"),
    )
    return Entry(assemble(configuration, [statement], OCI), UNKNOWN, annotations)


def index(entries: Sequence[Entry], form: Format) -> Index:
    manifests = [entry.descriptor() for entry in entries]
    document = {"schemaVersion": 2, "mediaType": form.index, "manifests": manifests}
    return Index(encode(form.index, document), tuple(entry.image for entry in entries))


def assemble(configuration: Blob, layers: Sequence[Blob], form: Format) -> Image:
    manifest = {
        "schemaVersion": 2,
        "mediaType": form.manifest,
        "config": configuration.descriptor(),
        "layers": [layer.descriptor() for layer in layers],
    }
    return Image(encode(form.manifest, manifest), configuration, tuple(layers))


def encode(media_type: str, document: Mapping[str, Any]) -> Blob:
    return Blob(media_type, json.dumps(document, indent=2).encode())


def above(path: str) -> list[str]:
    """Return the folders above a path: a and a/b for a/b/c."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
