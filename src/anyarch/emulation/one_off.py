"""One-off containers on an engine, from images that are made in memory and removed again.

Such an image holds a few files of anyarch's own and is labelled with the engine's platform. Its containers get no
network, no capabilities, no way to new privileges and a read-only root. The engine removes a container when it ends,
also if anyarch has been killed by then, but for one whose output is wanted, which is removed here.

What a killed process leaves behind, an image or a container, bears a label that tells which process it belonged to.
Whoever makes the next one-off image removes what belongs to no living process: on the same machine that can be told at
once; what another machine has left is taken for dead after an hour.
"""

import contextlib
import hashlib
import io
import json
import os
import secrets
import tarfile
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import docker.errors
from docker import APIClient
from docker.types import LogConfig, Mount

from anyarch.platforms import Platform

LABEL = "io.anyarch.probe"
NOBODY = "65534:65534"
ROOT = "0:0"
_OWNER = "io.anyarch.owner"
_FORGOTTEN = 3600.0
_START_TIME = 19  # of the fields behind the program's name in /proc/PID/stat, see proc(5)
_LARGEST_OUTPUT = 1 << 20


class Task(NamedTuple):
    """What a container is to do.

    Attributes:
        arguments: for the image's program.
        user: the numbers of user and group.
        mounts: what else the container sees.
        with_output: whether to keep what it prints, up to a megabyte.
    """

    arguments: tuple[str, ...] = ()
    user: str = NOBODY
    mounts: tuple[Mount, ...] = ()
    with_output: bool = False


class Ended(NamedTuple):
    """How a container ended: its exit status, and what it printed where that was wanted."""

    status: int
    output: bytes


def image(host: Platform, files: dict[str, bytes], tag: str, owner: str = "") -> bytes:
    """A docker archive (the Docker Image Specification v1.2) of an image; the first of its files is its program."""
    layer = _archive(files)
    configuration = {
        "architecture": host.architecture,
        "config": {"Entrypoint": [f"/{next(iter(files))}"], "Labels": {LABEL: tag, _OWNER: owner}},
        "os": host.os,
        "rootfs": {"diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"], "type": "layers"},
        **({"variant": host.variant} if host.variant else {}),
    }
    manifest = [{"Config": "config.json", "Layers": ["layer.tar"], "RepoTags": [tag]}]
    return _archive(
        {
            "config.json": json.dumps(configuration).encode(),
            "layer.tar": layer,
            "manifest.json": json.dumps(manifest).encode(),
        }
    )


@contextlib.contextmanager
def loaded(client: APIClient, host: Platform, repository: str, files: dict[str, bytes]) -> Iterator[str]:
    """Have an image on the engine during the block; its tag, which nobody else has.

    Raises:
        docker.errors.DockerException, OSError, ValueError: the engine refuses, or does not answer.
    """
    remove_leftovers(client)
    tag = f"{repository}:{secrets.token_hex(8)}"
    try:
        for event in client.load_image(image(host, files, tag, _owner())):  # type: ignore[no-untyped-call]
            if "error" in event:
                raise ValueError(event["error"])
        yield tag
    finally:
        with contextlib.suppress(docker.errors.NotFound):  # loading was what failed
            client.remove_image(tag, force=True)


def run(client: APIClient, tag: str, task: Task) -> Ended:
    """Run an image that `loaded` gave to its end.

    Raises:
        docker.errors.DockerException, OSError, ValueError, KeyError: it was not run to an end.
    """
    options = client.create_host_config(
        auto_remove=not task.with_output,
        cap_drop=["ALL"],
        log_config=LogConfig(type="json-file" if task.with_output else "none"),
        mounts=[*task.mounts],
        network_mode="none",
        read_only=True,
        security_opt=["no-new-privileges"],
    )
    labels = {LABEL: tag, _OWNER: _owner()}
    container = client.create_container(tag, list(task.arguments), host_config=options, labels=labels, user=task.user)[
        "Id"
    ]
    try:
        if not task.with_output:
            return Ended(_status(client, container), b"")
        client.start(container)
        return Ended(int(client.wait(container)["StatusCode"]), client.logs(container)[:_LARGEST_OUTPUT])
    finally:
        remove_container(client, container)


def remove_container(client: APIClient, container: str) -> None:
    """Remove a container with its unnamed volumes; one that has gone is no trouble."""
    with contextlib.suppress(docker.errors.APIError):  # the engine was quicker
        client.remove_container(container, force=True, v=True)


def remove_leftovers(client: APIClient) -> None:
    """Remove the one-off containers and images that belong to no living process."""
    labelled = {"label": LABEL}
    for container in client.containers(all=True, filters=labelled):
        if _is_forgotten(container):
            remove_container(client, container["Id"])
    for left in client.images(filters=labelled):
        if _is_forgotten(left):
            with contextlib.suppress(docker.errors.APIError):
                client.remove_image(left["Id"], force=True)


def _status(client: APIClient, container: str) -> int:
    """Start a container that removes itself, and wait for that."""
    url = f"{client.base_url}/v{client.api_version}/containers/{container}/wait"
    # Asked before the start, as docker's CLI does: afterwards the container may be gone already.
    with client.post(url, params={"condition": "removed"}, stream=True, timeout=client.timeout) as ended:
        ended.raise_for_status()
        client.start(container)
        return int(ended.json()["StatusCode"])


def _owner() -> str:
    """This process: the time, the machine's boot, the space in which process numbers count, the number, its start."""
    return f"{int(time.time())} {_surroundings()} {os.getpid()} {_started(os.getpid())}"


def _is_forgotten(summary: dict[str, Any]) -> bool:
    """Whether what the engine lists belongs to no living process, as far as can be told from here."""
    fields = str((summary.get("Labels") or {}).get(_OWNER, "")).split(" ")
    try:
        made, surroundings, process, started = fields
        age = time.time() - int(made)
        if surroundings and surroundings == _surroundings():
            return _started(int(process)) != started
    except ValueError:
        return False
    return age > _FORGOTTEN


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


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.mode = 0o755
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
