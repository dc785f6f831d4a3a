"""Remove the images, containers, and volumes that killed processes of anyarch, or a killed engine, have left.

Each has a label with the process that owns it. For a process on this machine, /proc shows whether it is still running;
what another machine has left counts as abandoned after `lifetimes.ABANDONED`.
"""

import contextlib
import os
import time
from collections.abc import Callable

import docker.errors

from anyarch.bare import documents, lifetimes
from anyarch.engine.client import Client

LABEL = "io.anyarch.probe"
OWNER = "io.anyarch.owner"
_LABELED = {"label": LABEL}
_TRIES = 3
_STATE, _START_TIME = 0, 19  # fields after the program's name in /proc/PID/stat, see proc(5)
_ENDED = {"Z", "X"}  # states of a process that its parent has not heard of yet, as some take their time


def labels(name: str) -> dict[str, str]:
    """The labels of what this process creates under a name."""
    return {LABEL: name, OWNER: owner()}


def owner() -> str:
    """This process, for the label: the time, the boot and PID namespace, the PID, and when it started."""
    return f"{int(time.time())} {_surroundings()} {os.getpid()} {_started(os.getpid())}"


def remove(client: Client) -> None:
    """Remove the containers, images, and volumes whose process has ended.

    Only a killed engine leaves volumes; others go with their container. An engine may show none, as behind a proxy.
    """
    _remove(client, _is_abandoned)
    with contextlib.suppress(docker.errors.APIError):
        for volume in documents.items(client.volumes(filters=_LABELED), "Volumes"):
            if _is_abandoned(volume):
                client.remove_volume(documents.text(volume, "Name"))


def remove_own(client: Client) -> None:
    """Remove all containers and images of this process, which is about to end."""
    _remove(client, _is_own)


def _remove(client: Client, is_unwanted: Callable[[object], bool]) -> None:
    for container in documents.items(client.containers(all=True, filters=_LABELED)):
        if is_unwanted(container):
            with contextlib.suppress(docker.errors.APIError):
                client.remove_container(documents.text(container, "Id"), force=True, v=True)
    for left in _images(client):
        if is_unwanted(left):
            with contextlib.suppress(docker.errors.APIError):
                client.remove_image(documents.text(left, "Id"), force=True)


def _images(client: Client) -> list[object]:
    """The images; none if others keep vanishing, because containerd's store then cannot list any (404)."""
    for _ in range(_TRIES):
        with contextlib.suppress(docker.errors.NotFound):
            return documents.items(client.images(filters=_LABELED))
    return []


def _is_own(summary: object) -> bool:
    """Whether this process owns what the engine lists."""
    fields = documents.text(summary, "Labels", OWNER).split(" ")
    return fields[1:] == owner().split(" ")[1:]


def _is_abandoned(summary: object) -> bool:
    """Whether the process has ended that owns what the engine lists."""
    fields = documents.text(summary, "Labels", OWNER).split(" ")
    try:
        created, surroundings, process, started = fields
        age = time.time() - int(created)
        if surroundings and surroundings == _surroundings():
            return _started(int(process)) != started
    except ValueError:
        return False
    return age > lifetimes.ABANDONED


def _surroundings() -> str:
    """Where a PID means the same process: the boot and the PID namespace; empty if unknown."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{file.read().strip()}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process started, in ticks since the boot; empty if it has ended, or never was."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return "" if fields[_STATE] in _ENDED else fields[_START_TIME]
    except (OSError, IndexError):
        return ""
