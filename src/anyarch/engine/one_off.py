"""One-off containers on an engine, from images that are built in memory and removed again.

Such an image has a few files of anyarch's own and is labeled with the engine's platform. Its containers get no network,
no capabilities, no new privileges, and a read-only root. The engine removes a container when it ends, even if anyarch
was killed, except one whose output is wanted, which is removed here. What a killed process leaves is removed with the
next one-off image (`leftovers`). Only what `keep` starts stays.

Errors are docker-py's, as everywhere inside a block of `Engine.client`, and `ValueError` for what cannot be read.
"""

import contextlib
import hashlib
import io
import json
import secrets
import tarfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import docker.errors
from docker.types import LogConfig

from anyarch.engine import leftovers, removal
from anyarch.engine.client import Client, Mount
from anyarch.oci.platforms import Platform
from anyarch.person import unwinding

UNPRIVILEGED = "65534:65534"
ROOT = "0:0"
FAILURES = (docker.errors.DockerException, OSError)  # what `run` raises if the engine does not run a container
_LARGEST_OUTPUT = 1 << 20
_NO_PRIVILEGE = {"cap_drop": ["ALL"], "security_opt": ["no-new-privileges"]}
_EVERY_PRIVILEGE = {"privileged": True, "userns_mode": "host"}


class Task(NamedTuple):
    """What a container is to do.

    Attributes:
        arguments: of the program.
        program: the program and its first arguments, if it is not the image's.
        user: the user and group ID.
        mounts: what is mounted into the container.
        with_output: whether to keep its output, up to a megabyte.
        is_privileged: whether it gets all privileges instead of none.
    """

    arguments: tuple[str, ...] = ()
    program: tuple[str, ...] = ()
    user: str = UNPRIVILEGED
    mounts: tuple[Mount, ...] = ()
    with_output: bool = False
    is_privileged: bool = False


class Ended(NamedTuple):
    """How a container ended: its exit status, and its output if that was wanted."""

    status: int
    output: bytes


def image(host: Platform, files: dict[str, bytes], tag: str, owner: str = "") -> bytes:
    """An image as an archive for `docker load` (Docker Image Specification v1.2); its first file is its program."""
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
def loaded(client: Client, host: Platform, repository: str, files: dict[str, bytes]) -> Iterator[str]:
    """Load an image into the engine for a block; its tag, which is unique."""
    leftovers.remove(client)
    # Podman adds that host to a loaded name without one, and then does not find it without.
    tag = f"localhost/{repository}:{secrets.token_hex(8)}"
    try:
        _load(client, image(host, files, tag, leftovers.owner()))
        yield tag
    finally:
        removal.image(client, tag)


def run(client: Client, tag: str, task: Task) -> Ended:
    """Run a local image, by its name or ID, to its end."""
    with _container(client, tag, task) as name:
        if not task.with_output:
            return Ended(_status(client, name), b"")
        client.start(name)
        return Ended(int(client.wait(name)["StatusCode"]), client.logs(name)[:_LARGEST_OUTPUT])


def archive(client: Client, tag: str, path: str, mounts: tuple[Mount, ...], largest: int) -> bytes:
    """A tar archive of a path in a container, which is never started.

    Raises:
        ValueError: it is larger than `largest` bytes.
    """
    content = b""
    with _container(client, tag, Task(mounts=mounts, with_output=True)) as name:
        for block in client.get_archive(name, path)[0]:
            content += block
            if len(content) > largest:
                raise ValueError(f"{path} has more than {largest} bytes")
    return content


def keep(client: Client, host: Platform, files: dict[str, bytes], name: str, task: Task) -> None:
    """Start a container that keeps running, until it is dismissed or its machine stops, and an image of the same name.

    Its program waits for standard input that never comes.
    """
    dismiss(client, name)
    _load(client, image(host, files, f"{name}:latest"))
    options = _options(client, task, auto_remove=False)
    words = list(task.arguments)
    created = client.create_container(
        f"{name}:latest", words, name=name, host_config=options, user=task.user, stdin_open=True
    )
    client.start(created["Id"])


def dismiss(client: Client, name: str) -> None:
    """Remove such a container and its image, if they exist."""
    with contextlib.suppress(docker.errors.NotFound):
        client.remove_container(name, force=True, v=True)
    with contextlib.suppress(docker.errors.NotFound):
        client.remove_image(f"{name}:latest", force=True)


def _load(client: Client, content: bytes) -> None:
    with unwinding.held():
        events = [*client.load_image(content)]  # type: ignore[no-untyped-call]
    for event in events:
        if "error" in event:
            raise ValueError(event["error"])


def _options(client: Client, task: Task, *, auto_remove: bool) -> dict[str, Any]:
    return client.create_host_config(
        auto_remove=auto_remove,
        log_config=LogConfig(type="json-file" if task.with_output else "none"),
        mounts=[*task.mounts],
        network_mode="none",
        read_only=True,
        **(_EVERY_PRIVILEGE if task.is_privileged else _NO_PRIVILEGE),
    )


@contextlib.contextmanager
def _container(client: Client, tag: str, task: Task) -> Iterator[str]:
    """A container for a block, by a name of its own: the engine's answer, which has its ID, may be lost."""
    name = f"anyarch-one-off-{secrets.token_hex(8)}"
    options = _options(client, task, auto_remove=not task.with_output)
    try:
        with unwinding.held():
            client.create_container(
                tag,
                list(task.arguments),
                entrypoint=[*task.program] or None,
                host_config=options,
                labels=leftovers.labels(tag),
                name=name,
                user=task.user,
            )
        yield name
    finally:
        removal.container(client, name)


def _status(client: Client, name: str) -> int:
    """Start a container that the engine removes when it ends, and wait for that; its exit status."""
    url = f"{client.base_url}/v{client.api_version}/containers/{name}/wait"
    # Ask before the start, as docker does: afterwards the container may already be gone.
    with client.post(url, params={"condition": "removed"}, stream=True, timeout=client.timeout) as ended:
        ended.raise_for_status()
        client.start(name)
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
