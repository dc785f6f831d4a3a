"""The probe: find out whether an engine executes a platform's programs, by having it execute one.

A one-file image, made in memory, is loaded into the engine and run there: no network, no capabilities, no new
privileges, a read-only root. It is labelled with the engine's own platform, so that no platform rule of the engine
comes in between. Status 42 is yes; any other end of the container is no; when the container could not be made or
started at all, nobody knows.

It leaves nothing behind: the engine itself removes the container when it ends, also if anyarch has been killed in
the meantime, and every probe has an image of its own, so that those that run at once cannot take it from each other.
"""

import hashlib
import io
import json
import secrets
import tarfile
import time

import docker.errors
from docker import APIClient
from docker.types import LogConfig

from anyarch.emulation import programs
from anyarch.engine import Endpoint
from anyarch.engine.client import open_negotiated
from anyarch.engine.connection import in_time
from anyarch.platforms import Platform

REPOSITORY = "anyarch-probe"
LABEL = "io.anyarch.probe"
_PROGRAM = "probe"
_NOBODY = "65534:65534"


class ProbeError(Exception):
    """The engine could not be made to try; the message is one sentence."""


def executes(endpoint: Endpoint, host: Platform, platform: Platform, timeout: float) -> bool:
    """Whether the engine starts a program for the platform.

    Args:
        endpoint: the engine.
        host: the engine's own platform.
        platform: a Linux platform.
        timeout: seconds for all of it.

    Raises:
        ProbeError: there is no program for the platform, or the engine did not run it to an end.
    """
    if platform.architecture not in programs.MACHINES:
        raise ProbeError(f"anyarch has no test program for {platform}.")
    try:
        return in_time(lambda: _try(endpoint, host, platform, timeout), time.monotonic() + timeout)
    except (docker.errors.DockerException, OSError, ValueError, KeyError) as error:
        raise ProbeError(f"The engine could not be asked to execute {platform}: {error}.") from error


def image(host: Platform, program: bytes, tag: str) -> bytes:
    """A docker archive (the Docker Image Specification v1.2) of one image with one file, ``/probe``."""
    layer = _archive({_PROGRAM: program})
    configuration = {
        "architecture": host.architecture,
        "config": {"Entrypoint": [f"/{_PROGRAM}"], "Labels": {LABEL: tag}},
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


def _try(endpoint: Endpoint, host: Platform, platform: Platform, timeout: float) -> bool:
    tag = f"{REPOSITORY}:{secrets.token_hex(8)}"
    client = open_negotiated(endpoint, max(1, round(timeout)))
    try:
        _load(client, image(host, programs.program(platform.architecture, platform.variant), tag))
        try:
            return _status(client, tag) == programs.STATUS
        finally:
            client.remove_image(tag, force=True)
    finally:
        client.close()


def _load(client: APIClient, archive: bytes) -> None:
    for event in client.load_image(archive):  # type: ignore[no-untyped-call] # a stream of the engine's progress
        if "error" in event:
            raise ValueError(event["error"])


def _status(client: APIClient, tag: str) -> int:
    """Run the image and return the container's exit status."""
    options = client.create_host_config(
        auto_remove=True,
        cap_drop=["ALL"],
        log_config=LogConfig(type="none"),
        network_mode="none",
        read_only=True,
        security_opt=["no-new-privileges"],
    )
    container = client.create_container(tag, host_config=options, labels={LABEL: tag}, user=_NOBODY)["Id"]
    url = f"{client.base_url}/v{client.api_version}/containers/{container}/wait"
    try:
        # Asked before the start, as docker's CLI does: afterwards the container may be gone already.
        with client.post(url, params={"condition": "removed"}, stream=True, timeout=client.timeout) as ended:
            ended.raise_for_status()
            client.start(container)
            return int(ended.json()["StatusCode"])
    except BaseException:
        _remove(client, container)
        raise


def _remove(client: APIClient, container: str) -> None:
    try:
        client.remove_container(container, force=True)
    except docker.errors.APIError:
        return  # the engine was quicker


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.mode = 0o755
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
