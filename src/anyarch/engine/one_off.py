"""One-off containers on an engine, from images that are built in memory and removed again.

Such an image has a few files of anyarch's own and is labeled with the engine's platform. Its containers get no network,
no capabilities, no new privileges, and a read-only root. The engine removes a container when it ends, even if anyarch
was killed. What a killed process leaves before it has started one is removed with the next container of anyarch's
(`leftovers`). Only what `keep` starts stays.

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
from requests import Response

from anyarch.bare import documents
from anyarch.engine import container_files, leftovers, removal
from anyarch.engine.client import Client, Mount
from anyarch.oci.platforms import Platform
from anyarch.person import unwinding

UNPRIVILEGED = "65534:65534"
ROOT = "0:0"
FAILURES = (docker.errors.DockerException, OSError)  # what `run` raises if the engine does not run a container
_LARGEST_OUTPUT = 1 << 20
_OUTPUT = {"stream": "1", "stdout": "1", "stderr": "1"}
_HEADER = 8  # bytes before each piece of output, of which the last four are its length (Docker Engine API, attach)
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
    """An image as an archive for `docker load` (Docker Image Specification v1.2); its first file is its program.

    Its layer is no other image's: containerd's store loses a layer of an image that is removed while another with the
    same layer is loaded, and then says that its snapshot does not exist.
    """
    layer = _archive(files, tag)
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
    with contextlib.ExitStack() as stack:
        name = stack.enter_context(_container(client, tag, task))
        # Both are asked before the start, as docker does: afterwards the container may already be gone.
        output = stack.enter_context(_asked(client, name, "attach", _OUTPUT)) if task.with_output else None
        ended = stack.enter_context(_asked(client, name, "wait", {"condition": "removed"}))
        client.start(name)
        content = _content(output) if output else b""
        status = documents.entry(ended.json(), "StatusCode")
    if isinstance(status, int):
        return Ended(status, content)
    raise ValueError("no StatusCode in the answer")


def archive(client: Client, tag: str, path: str, mounts: tuple[Mount, ...], largest: int) -> bytes:
    """A tar archive of a path in a container, which is never started.

    Raises:
        ValueError: it is larger than `largest` bytes.
    """
    content = b""
    with _container(client, tag, Task(mounts=mounts)) as name, container_files.archive(client, name, path) as pieces:
        for piece in pieces:
            content += piece
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
    client.create_container(f"{name}:latest", words, name=name, host_config=options, user=task.user, stdin_open=True)
    client.start(name)


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
        if problem := documents.text(event, "error"):
            raise ValueError(problem)


def _options(client: Client, task: Task, *, auto_remove: bool) -> dict[str, Any]:
    return client.create_host_config(
        auto_remove=auto_remove,
        log_config=LogConfig(type="none"),
        mounts=[*task.mounts],
        network_mode="none",
        read_only=True,
        **(_EVERY_PRIVILEGE if task.is_privileged else _NO_PRIVILEGE),
    )


@contextlib.contextmanager
def _container(client: Client, tag: str, task: Task) -> Iterator[str]:
    """A container for a block, by a name of its own: the engine's answer, which has its ID, may be lost."""
    name = f"anyarch-one-off-{secrets.token_hex(8)}"
    options = _options(client, task, auto_remove=True)
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


@contextlib.contextmanager
def _asked(client: Client, name: str, what: str, words: dict[str, str]) -> Iterator[Response]:
    """What the engine answers about a container for as long as it lives, for a block."""
    url = f"{client.base_url}/v{client.api_version}/containers/{name}/{what}"
    with client.post(url, params=words, stream=True, timeout=client.timeout) as answer:
        answer.raise_for_status()
        yield answer


def _content(answer: Response) -> bytes:
    """The output of a container until it ends, or until there is more than is kept."""
    content = b""
    with answer:  # the engine then drops what comes later, and the container does not wait for a reader
        while len(content) < _LARGEST_OUTPUT and len(header := answer.raw.read(_HEADER)) == _HEADER:
            content += answer.raw.read(min(int.from_bytes(header[-4:]), _LARGEST_OUTPUT))
    return content[:_LARGEST_OUTPUT]


def _archive(files: dict[str, bytes], comment: str = "") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.mode = 0o755
            entry.size = len(content)
            entry.pax_headers = {"comment": comment} if comment else {}
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
