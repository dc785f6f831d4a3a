"""Put a pack into a volume on an engine, local or remote, and remove packs.

Files are copied into the volume through a container that mounts it and is never started, from an image that is built in
memory. The container and the image are removed again, and so is a volume that was not filled completely, also after
^C. If the engine is gone by then, the volume stays, and the next pack replaces it. It never counts as a pack: the file
`recipe.COMPLETE` is written last, then the pack is tried (`trial`), and the mark by which runs find it (`labels`) is
created only after that. A volume of the same name that is there already is read back whole, and replaced if it is not
the same pack (`matching`).
"""

import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

from anyarch.emulators import machine_code
from anyarch.emulators.packs import labels, manifest, matching, recipe, trial
from anyarch.emulators.packs.manifest import Manifest
from anyarch.emulators.packs.packing import Contents, File, UnusableError
from anyarch.engine import container_files, one_off, volumes
from anyarch.engine.client import Client
from anyarch.oci.platforms import Platform

_PLACE = "/pack"
_REPOSITORY = "anyarch-pack"
_CHUNK = 1 << 18
_FOLDER_MODE = 0o755
_MARK = File(b"", matching.MARK.mode)


class Removal(NamedTuple):
    """The removed volumes, and those that a container still uses."""

    removed: tuple[str, ...]
    in_use: tuple[str, ...]


def name_of(contents: Contents, host: Platform) -> str:
    """The volume's name, which ends with the digest of its content."""
    return manifest.volume(host.architecture, contents.manifest.digest)


class Filled(NamedTuple):
    """The volume's name, what is in it, and whether it is new."""

    name: str
    contents: Contents
    is_new: bool


def put(client: Client, contents: Contents, host: Platform, wrote: Callable[[int], object]) -> Filled:
    """Fill the volume of a pack that works: without PRoot's seccomp filter, if it fails with it.

    Args:
        client: of the engine.
        contents: the pack.
        host: the engine's platform.
        wrote: called with the number of bytes just sent; a second volume may take as many again.

    Raises:
        UnusableError: the pack does not work there; no volume is left.
    """
    try:
        return _put(client, contents, host, wrote)
    except UnusableError as error:
        slower = contents.without_acceleration()
        try:
            return _put(client, slower, host, wrote)
        except UnusableError:
            raise error from None


def _put(client: Client, contents: Contents, host: Platform, wrote: Callable[[int], object]) -> Filled:
    name = name_of(contents, host)
    common = {labels.LABEL: labels.LAYOUT, labels.HOST_LABEL: host.architecture}
    is_new = works = False
    with image(client, host) as tag:
        if not volumes.exists(client, name):
            volumes.remove(client, _mark(name))  # the volume was removed, and its mark was not
        described = {**common, labels.EMULATES_LABEL: " ".join(contents.emulates)}
        volumes.create(client, name, described)
        try:
            with volumes.container(client, tag, volumes.mounted(name, _PLACE)) as identity:
                is_new = container_files.copied(client, identity, f"{_PLACE}/{recipe.COMPLETE}", 0) is None
                is_same = volumes.is_ordinary(client, name, described)
                if is_new and is_same:
                    client.put_archive(identity, _PLACE, _archive(contents, wrote))
                elif is_same:
                    with container_files.archive(client, identity, _PLACE) as found:
                        is_same = matching.read(found) == contents.manifest
            if is_same:
                trial.check(client, host, name, contents)
                works = True
        except UnusableError:
            if is_new:
                raise
        finally:
            if not works:
                volumes.remove(client, _mark(name))
                is_removed = volumes.remove(client, name)
        if works:
            volumes.create(client, _mark(name), {**common, labels.COMPLETE_LABEL: name})
            return Filled(name, contents, is_new)
    if not is_removed:
        raise UnusableError(f"The volume {name} holds something else, and a container uses it. Remove the container.")
    return _put(client, contents, host, wrote)


def remove(client: Client, host: Platform, keep: str = "") -> Removal:
    """Remove all packs for this host except one. One in use stays, but new runs no longer find it."""
    names = volumes.labeled(client, labels.LABEL, f"{labels.HOST_LABEL}={host.architecture}") - {keep, _mark(keep)}
    marks = {_mark(name) for name in names} & names
    removed: list[str] = []
    in_use: list[str] = []
    for name in [*sorted(marks), *sorted(names - marks)]:
        (removed if volumes.remove(client, name) else in_use).append(name)
    return Removal(*(tuple(name for name in found if name not in marks) for found in (removed, in_use)))


def read(client: Client, host: Platform, name: str, deadline: float) -> Manifest | None:
    """What is in a volume; None if that is no pack.

    Args:
        client: of the engine.
        host: the engine's platform.
        name: the volume's name.
        deadline: when to give up, on the clock of `time.monotonic`.

    Raises:
        TimeoutError: it was not read by then.
    """
    mount = volumes.mounted(name, _PLACE, read_only=True)
    with (
        image(client, host) as tag,
        volumes.container(client, tag, mount) as identity,
        container_files.archive(client, identity, _PLACE) as found,
    ):
        return matching.read(_until(found, deadline))


def _until(pieces: Iterator[bytes], deadline: float) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > deadline:
            raise TimeoutError("no answer in time")
        yield piece


def image(client: Client, host: Platform) -> AbstractContextManager[str]:
    """A one-file image for the engine's own platform, for a block; its tag."""
    return one_off.loaded(client, host, _REPOSITORY, {"program": machine_code.probe(host.architecture)})


def _mark(name: str) -> str:
    return f"{name}-complete"


def _archive(contents: Contents, wrote: Callable[[int], object]) -> Iterator[bytes]:
    """The pack as a tar archive, in pieces, with `recipe.COMPLETE` last."""
    for folder in sorted({path.rpartition("/")[0] for path in contents.files} - {""}):
        yield _header(folder, tarfile.DIRTYPE, _FOLDER_MODE)
    for path, target in contents.links.items():
        yield _header(path, tarfile.SYMTYPE, 0o777, target=target)
    for path, file in (*contents.files.items(), (recipe.COMPLETE, _MARK)):
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
