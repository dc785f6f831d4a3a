"""One-off containers on an engine, from images that are made in memory and removed again.

Such an image holds a few files of anyarch's own and is labelled with the engine's platform. Its containers get no
network, no capabilities, no way to new privileges and a read-only root. The engine removes a container when it ends,
also if anyarch has been killed by then, but for one whose output is wanted, which is removed here.
What a killed process leaves even so is removed by whoever makes the next one-off image (`leftovers`).
"""

import contextlib
import hashlib
import io
import json
import secrets
import tarfile
from collections.abc import Iterator
from typing import NamedTuple

import docker.errors
from docker import APIClient
from docker.types import LogConfig, Mount

from anyarch.engine import leftovers
from anyarch.oci.platforms import Platform

NOBODY = "65534:65534"
ROOT = "0:0"
_LARGEST_OUTPUT = 1 << 20
_NO_PRIVILEGE = {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}
_EVERY_PRIVILEGE = {"privileged": True, "userns_mode": "host"}


class Task(NamedTuple):
    """What a container is to do.

    Attributes:
        arguments: for the image's program.
        user: the numbers of user and group.
        mounts: what else the container sees.
        with_output: whether to keep what it prints, up to a megabyte.
        is_privileged: whether it gets every privilege instead of none.
    """

    arguments: tuple[str, ...] = ()
    user: str = NOBODY
    mounts: tuple[Mount, ...] = ()
    with_output: bool = False
    is_privileged: bool = False


class Ended(NamedTuple):
    """How a container ended: its exit status, and what it printed where that was wanted."""

    status: int
    output: bytes


def image(host: Platform, files: dict[str, bytes], tag: str, owner: str = "") -> bytes:
    """A docker archive (the Docker Image Specification v1.2) of an image; the first of its files is its program."""
    layer = _archive(files)
    configuration = {
        "architecture": host.architecture,
        "config": {"Entrypoint": [f"/{next(iter(files))}"], "Labels": {leftovers.LABEL: tag, leftovers.OWNER: owner}},
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
    leftovers.remove(client)
    # Podman puts that host in front of a loaded name that has none, and then does not find it without.
    tag = f"localhost/{repository}:{secrets.token_hex(8)}"
    try:
        for event in client.load_image(image(host, files, tag, leftovers.owner())):  # type: ignore[no-untyped-call]
            if "error" in event:
                raise ValueError(event["error"])
        yield tag
    finally:
        with contextlib.suppress(docker.errors.NotFound):  # loading was what failed
            client.remove_image(tag, force=True)


def run(client: APIClient, tag: str, task: Task) -> Ended:
    """Run an image of the engine's to its end; `tag` is its name or ID.

    Raises:
        docker.errors.DockerException, OSError, ValueError, KeyError: it was not run to an end.
    """
    container = _create(client, tag, task)
    try:
        if not task.with_output:
            return Ended(_status(client, container), b"")
        client.start(container)
        return Ended(int(client.wait(container)["StatusCode"]), client.logs(container)[:_LARGEST_OUTPUT])
    finally:
        remove_container(client, container)


def archive(client: APIClient, tag: str, path: str, mounts: tuple[Mount, ...], largest: int) -> bytes:
    """A tar archive of what a container has at a path; the container is never started.

    Raises:
        docker.errors.DockerException, OSError: the engine refuses, or does not answer.
        ValueError: it is larger than `largest` bytes.
    """
    container = _create(client, tag, Task(mounts=mounts, with_output=True))
    content = b""
    try:
        for block in client.get_archive(container, path)[0]:
            content += block
            if len(content) > largest:
                raise ValueError(f"{path} has more than {largest} bytes")
    finally:
        remove_container(client, container)
    return content


def remove_container(client: APIClient, container: str) -> None:
    """Remove a container with its unnamed volumes; one that has gone is no trouble."""
    with contextlib.suppress(docker.errors.APIError):  # the engine was quicker
        client.remove_container(container, force=True, v=True)


def _create(client: APIClient, tag: str, task: Task) -> str:
    options = client.create_host_config(
        auto_remove=not task.with_output,
        log_config=LogConfig(type="json-file" if task.with_output else "none"),
        mounts=[*task.mounts],
        network_mode="none",
        read_only=True,
        **(_EVERY_PRIVILEGE if task.is_privileged else _NO_PRIVILEGE),
    )
    labels = {leftovers.LABEL: tag, leftovers.OWNER: leftovers.owner()}
    made = client.create_container(tag, list(task.arguments), host_config=options, labels=labels, user=task.user)
    return str(made["Id"])


def _status(client: APIClient, container: str) -> int:
    """Start a container that removes itself, and wait for that."""
    url = f"{client.base_url}/v{client.api_version}/containers/{container}/wait"
    # Asked before the start, as docker's CLI does: afterwards the container may be gone already.
    with client.post(url, params={"condition": "removed"}, stream=True, timeout=client.timeout) as ended:
        ended.raise_for_status()
        client.start(container)
        return int(ended.json()["StatusCode"])


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.mode = 0o755
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
