"""Put a pack into a volume of an engine, here or elsewhere, and remove packs.

Files reach a volume through a container that has it mounted and is never started. Its image is made in memory, as the
probe's is. The container and the image are removed again, and so is a volume that was not filled to its end, also
after ^C. Where the engine has gone meanwhile, such a volume stays, and the next pack takes its place. Nobody takes it
for a pack: the file `COMPLETE` is written last, so it is filled anew, and only then the mark is made by which runs find
a pack (`packs`).
"""

import contextlib
import tarfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import docker.errors
from docker import APIClient
from docker.types import Mount

from anyarch.emulators import machine_code
from anyarch.emulators.packs import labels
from anyarch.emulators.packs.packing import Contents, File
from anyarch.engine import one_off
from anyarch.oci.platforms import Platform

COMPLETE = "complete"
_PLACE = "/pack"
_REPOSITORY = "anyarch-pack"
_CHUNK = 1 << 18
_FOLDER_MODE = 0o755
_CONFLICT = 409


class Removal(NamedTuple):
    """The volumes that were removed, and those that a container still uses."""

    removed: tuple[str, ...]
    in_use: tuple[str, ...]


def name_of(contents: Contents, host: Platform) -> str:
    """The volume's name, which stands for its content."""
    return f"{_REPOSITORY}-{host.architecture}-{contents.digest}"


def put(client: APIClient, contents: Contents, host: Platform, wrote: Callable[[int], object]) -> bool:
    """Fill the volume of a pack; whether there was anything to do.

    Args:
        client: the engine, with a negotiated version.
        contents: the pack.
        host: the engine's platform.
        wrote: told how many bytes have been sent since the last time.

    Raises:
        docker.errors.DockerException, OSError: the engine refuses, or does not answer.
    """
    name = name_of(contents, host)
    common = {labels.LABEL: labels.LAYOUT, labels.HOST_LABEL: host.architecture}
    with image(client, host) as tag:
        if not _exists(client, name):
            _unmark(client, name)  # somebody has removed the volume alone
        client.create_volume(name, labels={**common, labels.EMULATES_LABEL: " ".join(contents.emulates)})
        is_filled = False
        try:
            with container(client, tag, Mount(_PLACE, name, type="volume", no_copy=True)) as identity:
                is_new = not _is_complete(client, identity)
                if is_new:
                    client.put_archive(identity, _PLACE, _archive(contents, wrote))
                is_filled = True
        finally:
            if not is_filled:
                with contextlib.suppress(docker.errors.APIError):  # another process fills or uses the same one
                    client.remove_volume(name)
        client.create_volume(_mark(name), labels={**common, labels.COMPLETE_LABEL: name})
    return is_new


def remove(client: APIClient, host: Platform, keep: str = "") -> Removal:
    """Remove the packs for this host, but for one; what is in use stays, and is found by no run any more."""
    wanted = {"label": [labels.LABEL, f"{labels.HOST_LABEL}={host.architecture}"]}
    names = {str(volume["Name"]) for volume in client.volumes(filters=wanted)["Volumes"] or []} - {keep, _mark(keep)}
    marks = {_mark(name) for name in names} & names
    removed, in_use = [], []
    for name in [*sorted(marks), *sorted(names - marks)]:
        try:
            client.remove_volume(name)
            removed.append(name)
        except docker.errors.APIError as error:
            if error.status_code != _CONFLICT:
                raise
            in_use.append(name)
    return Removal(*(tuple(name for name in found if name not in marks) for found in (removed, in_use)))


def _mark(name: str) -> str:
    return f"{name}-complete"


def _unmark(client: APIClient, name: str) -> None:
    with contextlib.suppress(docker.errors.NotFound):
        client.remove_volume(_mark(name))


def _exists(client: APIClient, name: str) -> bool:
    try:
        client.inspect_volume(name)
    except docker.errors.NotFound:
        return False
    return True


def image(client: APIClient, host: Platform) -> AbstractContextManager[str]:
    """A one-file image of the engine's own platform during a block; its tag."""
    return one_off.loaded(client, host, _REPOSITORY, {"program": machine_code.probe(host.architecture)})


@contextlib.contextmanager
def container(client: APIClient, name: str, *mounts: Mount) -> Iterator[str]:
    """A container that is never started, during the block; its ID."""
    options = client.create_host_config(mounts=[*mounts], network_mode="none")
    identity = str(client.create_container(name, "none", host_config=options)["Id"])
    try:
        yield identity
    finally:
        with contextlib.suppress(docker.errors.NotFound):
            client.remove_container(identity, force=True)


def _is_complete(client: APIClient, identity: str) -> bool:
    try:
        chunks, _ = client.get_archive(identity, f"{_PLACE}/{COMPLETE}")
    except docker.errors.NotFound:
        return False
    for _ in chunks:
        pass
    return True


def _archive(contents: Contents, wrote: Callable[[int], object]) -> Iterator[bytes]:
    """The pack as a tar archive, piece by piece, its mark of completeness last."""
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
