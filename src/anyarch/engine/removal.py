"""Remove a container or an image that anyarch has created on an engine, by the name that anyarch has given it.

An engine whose answer is lost, or that fails once, is asked once more; one that does not answer in time is not. Nothing
is raised, as what was asked before matters more: `leftovers` and `unstarted` remove later what is left now.
"""

from collections.abc import Callable
from http import HTTPStatus

import docker.errors
import requests

from anyarch.engine.client import Client

_FINAL = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}  # it is gone, or the engine is removing it
_TRIES = 2


def container(client: Client, name: str) -> None:
    """Remove a container with its anonymous volumes, if there is one, whether it runs or not."""
    _try(lambda: client.remove_container(name, force=True, v=True))


def image(client: Client, name: str) -> None:
    """Remove an image, if there is one."""
    _try(lambda: client.remove_image(name, force=True))


def _try(remove: Callable[[], object]) -> None:
    for _ in range(_TRIES):
        try:
            remove()
        except docker.errors.APIError as error:
            if error.status_code in _FINAL:
                return
        except requests.Timeout:
            return
        except requests.RequestException:
            continue
        else:
            return
