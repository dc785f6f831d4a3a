"""A container that is made of an image for a look, never started, and removed.

While it exists, an interrupt, SIGTERM or SIGHUP first removes it. What a SIGKILL has left is removed by the next one
who looks into an image of that engine.
"""

import contextlib
import secrets
import signal
import time
from collections.abc import Iterator, Sequence

import docker.errors
import requests
from docker import APIClient

from anyarch.engine import unwinding

LABEL = "io.anyarch.look"

_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_FORGOTTEN = 600  # seconds after which a container of anyarch's own belongs to nobody any more


class LookError(Exception):
    """The engine did not show a file, or did not create the container; the message is one sentence."""


@contextlib.contextmanager
def container(client: APIClient, image: str, platform: str, entrypoint: Sequence[str] = ()) -> Iterator[str]:
    """A container, during the block; its name.

    Args:
        client: speaks the engine's own API version.
        image: the image's ID or name; nothing is pulled.
        platform: which of several platforms under that name; empty for the engine's choice.
        entrypoint: what it would start; the image's own if it is empty, and then the image must have one.

    Raises:
        LookError: the engine does not make it.
    """
    name = f"anyarch-look-{secrets.token_hex(8)}"
    with unwinding.on_signals():
        _remove_forgotten(client)
        try:
            try:
                with _undisturbed():
                    _create(client, name, image, platform, entrypoint)
            except (docker.errors.DockerException, requests.RequestException) as error:
                raise LookError(f"The engine made no container of {image}: {error}.") from error
            yield name
        finally:
            with _undisturbed():
                _remove(client, name)


def _create(client: APIClient, name: str, image: str, platform: str, entrypoint: Sequence[str]) -> None:
    options = client.create_host_config(network_mode="none")
    client.create_container(
        image,
        entrypoint=list(entrypoint) or None,
        host_config=options,
        labels={LABEL: name},
        name=name,
        platform=platform or None,
    )


def _remove(client: APIClient, container: str) -> None:
    with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
        client.remove_container(container, force=True, v=True)


def _remove_forgotten(client: APIClient) -> None:
    with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
        for container in client.containers(all=True, filters={"label": LABEL, "status": "created"}):
            if container["Created"] < time.time() - _FORGOTTEN:
                _remove(client, container["Id"])


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let signals wait while a container comes or goes, so that none exists which nobody remembers."""
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)
