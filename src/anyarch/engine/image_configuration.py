"""The configuration of a local image, asked of a container that is made of it and never started.

Docker 28's containerd store tells nothing of an image whose layers it has not fetched, because it had them unpacked for
a container of another image: neither its platform nor what it starts. It makes containers of it all the same, and what
a container is to start stands in its own configuration.
"""

import docker.errors
import requests

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.engine import unstarted
from anyarch.engine.client import negotiated
from anyarch.engine.unstarted import LookError


def read(endpoint: Endpoint, image: str, platform: str, timeout: float) -> object:
    """What ``Config`` of the Docker Engine API says of such a container.

    Args:
        endpoint: the engine.
        image: the image's ID or name.
        platform: which of several platforms under that name; empty for the engine's choice.
        timeout: seconds for each wait.

    Raises:
        LookError: the engine does not say.
    """
    try:
        with negotiated(endpoint, timeout) as client, unstarted.container(client, image, platform) as name:
            return documents.entry(client.inspect_container(name), "Config")
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise LookError(f"The engine at {endpoint.host} did not answer: {error}.") from error
