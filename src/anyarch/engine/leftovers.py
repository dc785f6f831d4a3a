"""What killed processes have left on an engine: one-off images and containers, removed with the next one.

Each has a label that says which process it belongs to. On the same machine it is clear at once whether that process
lives; what another machine has left is taken for abandoned after `lifetimes.ABANDONED_ONE_OFF`.
"""

import contextlib
import os
import time
from typing import Any

import docker.errors

from anyarch.bare import lifetimes
from anyarch.engine.client import Client

LABEL = "io.anyarch.probe"
OWNER = "io.anyarch.owner"
_START_TIME = 19  # of the fields behind the program's name in /proc/PID/stat, see proc(5)


def owner() -> str:
    """This process: the time, the machine's boot, the space in which process numbers count, the number, its start."""
    return f"{int(time.time())} {_surroundings()} {os.getpid()} {_started(os.getpid())}"


def remove(client: Client) -> None:
    """Remove the one-off containers and images that belong to no living process."""
    labelled = {"label": LABEL}
    for container in client.containers(all=True, filters=labelled):
        if _is_abandoned(container):
            with contextlib.suppress(docker.errors.APIError):
                client.remove_container(container["Id"], force=True, v=True)
    for left in client.images(filters=labelled):
        if _is_abandoned(left):
            with contextlib.suppress(docker.errors.APIError):
                client.remove_image(left["Id"], force=True)


def _is_abandoned(summary: dict[str, Any]) -> bool:
    """Whether what the engine lists belongs to no living process, as far as can be told from here."""
    fields = str((summary.get("Labels") or {}).get(OWNER, "")).split(" ")
    try:
        made, surroundings, process, started = fields
        age = time.time() - int(made)
        if surroundings and surroundings == _surroundings():
            return _started(int(process)) != started
    except ValueError:
        return False
    return age > lifetimes.ABANDONED_ONE_OFF


def _surroundings() -> str:
    """Where a process number means the same process: this boot, and this space of process numbers; empty if unknown."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return f"{file.read().strip()}/{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process was started, in ticks since the boot; empty for one that is not there."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[_START_TIME]
    except (OSError, IndexError):
        return ""
