"""Put a pack into a volume on an engine, local or remote, and remove packs.

Files are copied into the volume through a container that mounts it and is never started, from an image that is built in
memory. The container and the image are removed again, and so is a volume that was not filled completely, also after
^C. If the engine is gone by then, the volume stays, and the next pack replaces it. It never counts as a pack: the file
`COMPLETE` is written last, and the mark by which runs find a pack (`labels`) is created only after that.
"""

import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

from anyarch.emulators import machine_code
from anyarch.emulators.packs import labels
from anyarch.emulators.packs.packing import Contents, File
from anyarch.engine import container_files, one_off, volumes
from anyarch.engine.client import Client
from anyarch.oci.platforms import Platform

COMPLETE = "complete"
_PLACE = "/pack"
_REPOSITORY = "anyarch-pack"
_CHUNK = 1 << 18
_FOLDER_MODE = 0o755


class Removal(NamedTuple):
    """The removed volumes, and those that a container still uses."""

    removed: tuple[str, ...]
    in_use: tuple[str, ...]


def name_of(contents: Contents, host: Platform) -> str:
    """The volume's name, which ends with the digest of its content."""
    return f"{_REPOSITORY}-{host.architecture}-{contents.digest}"


def put(client: Client, contents: Contents, host: Platform, wrote: Callable[[int], object]) -> bool:
    """Fill the volume of a pack; False if it exists already. `wrote` is called with the number of bytes just sent."""
    name = name_of(contents, host)
    common = {labels.LABEL: labels.LAYOUT, labels.HOST_LABEL: host.architecture}
    with image(client, host) as tag:
        if not volumes.exists(client, name):
            volumes.remove(client, _mark(name))  # the volume was removed, and its mark was not
        volumes.create(client, name, {**common, labels.EMULATES_LABEL: " ".join(contents.emulates)})
        is_filled = False
        try:
            with volumes.container(client, tag, volumes.mounted(name, _PLACE)) as identity:
                is_new = container_files.copied(client, identity, f"{_PLACE}/{COMPLETE}", 0) is None
                if is_new:
                    client.put_archive(identity, _PLACE, _archive(contents, wrote))
                is_filled = True
        finally:
            if not is_filled:
                volumes.remove(client, name)
        volumes.create(client, _mark(name), {**common, labels.COMPLETE_LABEL: name})
    return is_new


def remove(client: Client, host: Platform, keep: str = "") -> Removal:
    """Remove all packs for this host except one. One in use stays, but new runs no longer find it."""
    names = volumes.labeled(client, labels.LABEL, f"{labels.HOST_LABEL}={host.architecture}") - {keep, _mark(keep)}
    marks = {_mark(name) for name in names} & names
    removed: list[str] = []
    in_use: list[str] = []
    for name in [*sorted(marks), *sorted(names - marks)]:
        (removed if volumes.remove(client, name) else in_use).append(name)
    return Removal(*(tuple(name for name in found if name not in marks) for found in (removed, in_use)))


def image(client: Client, host: Platform) -> AbstractContextManager[str]:
    """A one-file image for the engine's own platform, for a block; its tag."""
    return one_off.loaded(client, host, _REPOSITORY, {"program": machine_code.probe(host.architecture)})


def _mark(name: str) -> str:
    return f"{name}-complete"


def _archive(contents: Contents, wrote: Callable[[int], object]) -> Iterator[bytes]:
    """The pack as a tar archive, in pieces, with `COMPLETE` last."""
    for folder in sorted({path.rpartition("/")[0] for path in contents.files} - {""}):
        yield _header(folder, tarfile.DIRTYPE, _FOLDER_MODE)
    for path, target in contents.links.items():
        yield _header(path, tarfile.SYMTYPE, 0o777, target=target)
    for path, file in (*contents.files.items(), (COMPLETE, File(b"", 0o644))):
        yield _header(path, tarfile.REGTYPE, file.mode, size=len(file.content))
        for start in range(0, len(file.content), _CHUNK):
            piece = file.content[start : start + _CHUNK]
            yield piece
            wrote(len(piece))
        yield bytes(-len(file.content) % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _header(path: str, kind: bytes, mode: int, *, size: int = 0, target: str = "") -> bytes:
    entry = tarfile.TarInfo(path)
    entry.type, entry.mode, entry.size, entry.linkname = kind, mode, size, target
    return entry.tobuf(tarfile.USTAR_FORMAT)
