"""A container that is created to inspect an image, never started, and removed.

While it exists, ^C, SIGTERM, and SIGHUP remove it first. What SIGKILL leaves is removed with the next container of
anyarch's on that engine (`leftovers`).
"""

import contextlib
import secrets
from collections.abc import Iterator, Sequence

import docker.errors
import requests

from anyarch.engine import leftovers, removal
from anyarch.engine.client import Client
from anyarch.person import unwinding

LABEL = "io.anyarch.look"


@contextlib.contextmanager
def container(client: Client, image: str, platform: str, entrypoint: Sequence[str] = ()) -> Iterator[str]:
    """A container, for a block; its name.

    Args:
        client: of `Engine.client`.
        image: the image's ID or name; it is not pulled.
        platform: which of several platforms under that name; empty for the engine's choice.
        entrypoint: what it would start; if empty, the image must have an entrypoint or a command.

    Raises:
        docker.errors.DockerException, requests.RequestException: the engine does not create it.
    """
    name = f"anyarch-look-{secrets.token_hex(8)}"
    with unwinding.on_signals():
        with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
            leftovers.remove(client)
        try:
            with unwinding.held():
                client.create_container(
                    image,
                    entrypoint=list(entrypoint) or None,
                    host_config=client.create_host_config(network_mode="none"),
                    labels={LABEL: name, **leftovers.labels(name)},
                    name=name,
                    platform=platform or None,
                )
            yield name
        finally:
            with unwinding.held():
                removal.container(client, name)
