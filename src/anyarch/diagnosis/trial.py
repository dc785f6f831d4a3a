"""Try an image: run it as the shim would, detached, look at it after a while, and remove it.

The words are those of `docker run`. The container has a name of anyarch's, by which it is found again and removed
whatever happens, except that nothing can be done after a SIGKILL.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple

import docker.errors
import requests

from anyarch.bare import command_line
from anyarch.bare.command_line import Invocation, PassThrough
from anyarch.bare.endpoint import Endpoint
from anyarch.engine import unwinding
from anyarch.engine.client import open_negotiated
from anyarch.person import process
from anyarch.preflight import run

_PREFIX = "anyarch-verify-"
_PULL_TIMEOUT = 1800.0
_ANSWER_TIMEOUT = 30
_DOCKERS = ("docker: ", "Error ")
# Flags with which the container would not be there to look at, or would not be anyarch's to remove.
_REFUSED = ("cidfile", "detach", "name", "restart", "rm")


class RefusedWordsError(ValueError):
    """The words are none that can be tried; the message is one sentence."""


class Trial(NamedTuple):
    """A container that was to be started: its name, its image's, and why it did not; empty where it started."""

    container: str
    image: str
    failure: str


@contextlib.contextmanager
def of(words: tuple[str, ...], docker_path: str, endpoint: Endpoint, environment: dict[str, str]) -> Iterator[Trial]:
    """Start it, and remove it at the end of the block.

    Args:
        words: what follows `docker run`.
        docker_path: the real docker.
        endpoint: the engine that it talks to.
        environment: the process's variables.

    Raises:
        RefusedWordsError: see there.
        docker.errors.DockerException, requests.RequestException: the engine does not answer.
    """
    name = _PREFIX + secrets.token_hex(8)
    typed = ["run", "--detach", "--name", name, *words]
    invocation = _understood(["run", *words], environment)
    refused = sorted(set(_REFUSED) & set(invocation.flags))
    if refused:
        raise RefusedWordsError(f"A container that is tried takes no --{refused[0]}: anyarch names and removes it.")
    invocation = _understood(typed, environment)
    client = open_negotiated(endpoint, _ANSWER_TIMEOUT)
    with unwinding.on_signals():
        try:
            changed = run.prepare(typed, invocation, environment, time.monotonic(), docker_path)
            done = process.run([docker_path, *changed], timeout=_PULL_TIMEOUT)
            yield Trial(name, invocation.image, _reason(done.output) if done.status else "")
        finally:
            with contextlib.suppress(docker.errors.DockerException, requests.RequestException):
                client.remove_container(name, force=True, v=True)
            client.close()


def _reason(output: str) -> str:
    """What docker gives as the reason; around it stand the progress of a pull, and advice."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(_DOCKERS)]
    return (named or lines or ["docker gave no reason"])[-1]


def _understood(words: list[str], environment: dict[str, str]) -> Invocation:
    invocation = command_line.parse(words, environment)
    if isinstance(invocation, PassThrough):
        raise RefusedWordsError(invocation.reason)
    return invocation


def wait(container: str, endpoint: Endpoint, patience: int) -> None:
    """Wait until the container has ended, but no longer than that many seconds."""
    client = open_negotiated(endpoint, _ANSWER_TIMEOUT)
    try:
        client.wait(container, timeout=patience)
    except (docker.errors.DockerException, requests.RequestException):
        return  # it still runs, or the next question tells that the engine is silent
    finally:
        client.close()
