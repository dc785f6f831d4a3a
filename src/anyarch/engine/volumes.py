"""Volumes of an engine: create, list by label, remove, and fill through a container that is never started.

Errors are docker-py's, as everywhere inside a block of `Engine.client`.
"""

import contextlib
import secrets
from collections.abc import Iterator
from http import HTTPStatus

import docker.errors
from docker.types import DriverConfig

from anyarch.bare import documents
from anyarch.engine import leftovers, removal
from anyarch.engine.client import Client, Mount
from anyarch.person import unwinding


def exists(client: Client, name: str) -> bool:
    """Whether the engine has a volume of that name."""
    try:
        client.inspect_volume(name)
    except docker.errors.NotFound:
        return False
    return True


def create(client: Client, name: str, labels: dict[str, str]) -> None:
    """Create a volume; an existing one of that name stays as it is."""
    client.create_volume(name, labels=labels)


def is_ordinary(client: Client, name: str, labels: dict[str, str]) -> bool:
    """Whether a volume has exactly these labels, and no options, with which it could be any folder or device."""
    found = client.inspect_volume(name)
    return (documents.entry(found, "Labels") or {}) == labels and not documents.entry(found, "Options")


def labeled(client: Client, *labels: str) -> set[str]:
    """The names of the volumes that have all of these labels: ``name`` or ``name=value``."""
    found = client.volumes(filters={"label": [*labels]})
    return {documents.needed(volume, "Name") for volume in documents.items(found, "Volumes")}


def remove(client: Client, name: str) -> bool:
    """Remove a volume, if it exists; False if a container still uses it."""
    try:
        client.remove_volume(name)
    except docker.errors.NotFound:
        return True
    except docker.errors.APIError as error:
        if error.status_code != HTTPStatus.CONFLICT:
            raise
        return False
    return True


@contextlib.contextmanager
def container(client: Client, image: str, *mounts: Mount) -> Iterator[str]:
    """A container with these mounts, from a local image and never started, for a block; its name."""
    name = f"anyarch-volume-{secrets.token_hex(8)}"
    options = client.create_host_config(mounts=[*mounts], network_mode="none")
    try:
        with unwinding.held():
            client.create_container(image, "none", host_config=options, labels=leftovers.labels(name), name=name)
        yield name
    finally:
        removal.container(client, name)


def mounted(name: str, place: str, *, read_only: bool = False) -> Mount:
    """A volume at a path; what the image has there is not copied into it."""
    return Mount(place, name, type="volume", read_only=read_only, no_copy=not read_only)


def bound(source: str, place: str) -> Mount:
    """A file or folder of the engine's machine at a path, read-only."""
    return Mount(place, source, type="bind", read_only=True)


def unnamed(place: str, kind: str, labels: dict[str, str]) -> Mount:
    """A kernel file system at a path, such as ``binfmt_misc``; the volume is removed with the container."""
    driver = DriverConfig("local", {"type": kind, "device": kind})
    return Mount(place, None, type="volume", driver_config=driver, no_copy=True, labels=labels)
