"""A container that is created of an image for a look, never started, and removed.

While it exists, an interrupt, SIGTERM or SIGHUP first removes it. What a SIGKILL leaves is removed by the next look
into an image of that engine.
"""

import contextlib
import secrets
import signal
import time
from collections.abc import Iterator, Sequence

import docker.errors
import requests

from anyarch.bare import lifetimes
from anyarch.engine import unwinding
from anyarch.engine.client import Client

LABEL = "io.anyarch.look"

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def container(client: Client, image: str, platform: str, entrypoint: Sequence[str] = ()) -> Iterator[str]:
    """A container, for a block; its name.

    Args:
        client: speaks the engine's own API version.
        image: the image's ID or name; nothing is pulled.
        platform: which of several platforms under that name; empty for the engine's choice.
        entrypoint: what it would start; the image's own if it is empty, and then the image must have one.

    Raises:
        docker.errors.DockerException, requests.RequestException: the engine does not create it.
    """
    name = f"anyarch-look-{secrets.token_hex(8)}"
    with unwinding.on_signals():
        _remove_abandoned(client)
        try:
            with _undisturbed():
                _create(client, name, image, platform, entrypoint)
            yield name
        finally:
            with _undisturbed():
                _remove(client, name)


def _create(client: Client, name: str, image: str, platform: str, entrypoint: Sequence[str]) -> None:
    options = client.create_host_config(network_mode="none")
    client.create_container(
        image,
        entrypoint=list(entrypoint) or None,
        host_config=options,
        labels={LABEL: name},
        name=name,
        platform=platform or None,
    )


def _remove(client: Client, container: str) -> None:
    with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
        client.remove_container(container, force=True, v=True)


def _remove_abandoned(client: Client) -> None:
    with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
        for container in client.containers(all=True, filters={"label": LABEL, "status": "created"}):
            if container["Created"] < time.time() - lifetimes.ABANDONED_LOOK:
                _remove(client, container["Id"])


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back while a container is created or removed, so that none is left that no one knows of."""
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
