"""Remove a container or an image that anyarch has created on an engine, by the name that anyarch has given it.

An engine whose answer is lost or makes no sense, or that fails once, is asked once more; one that does not answer in
time is not. A container that the engine is removing already is waited for, as its image could not be removed before.
Nothing is raised, as what was asked before matters more: `leftovers` removes later what is left now.
"""

from collections.abc import Callable
from http import HTTPStatus

import docker.errors
import requests

from anyarch.engine.client import Client

_FINAL = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}  # it is gone, or the engine is removing it
_REMOVED = {"Untagged", "Deleted"}
_TRIES = 2


def container(client: Client, name: str) -> None:
    """Remove a container with its anonymous volumes, if there is one, whether it runs or not."""
    if _try(lambda: client.remove_container(name, force=True, v=True)) == HTTPStatus.CONFLICT:
        _try(lambda: client.wait(name, client.timeout, "removed"))


def image(client: Client, name: str) -> None:
    """Remove an image, if there is one."""
    _try(lambda: _check(client.remove_image(name, force=True)))


def _check(removed: object) -> None:
    """Refuse what is no list of what was untagged and deleted (Docker Engine API, ImageDelete)."""
    entries = removed if isinstance(removed, list) else [removed]
    if not all(isinstance(entry, dict) and entry.keys() & _REMOVED for entry in entries):
        raise requests.RequestException("the answer makes no sense")


def _try(remove: Callable[[], object]) -> int | None:
    """Try it; the status with which the engine refused, if it is a final one."""
    for _ in range(_TRIES):
        try:
            remove()
        except docker.errors.APIError as error:
            if error.status_code in _FINAL:
                return error.status_code
        except requests.Timeout:
            return None
        except requests.RequestException:
            continue
        else:
            return None
    return None
