"""Try an image: run it as the shim would, detached, look at it after a while, and remove it.

The words are those of `docker run`. The container has a name that anyarch gives it, by which it is removed whatever
happens, except after a SIGKILL.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple

from anyarch.bare import command_line
from anyarch.bare.command_line import Invocation, PassThrough
from anyarch.engine import Engine, containers, unwinding
from anyarch.person import process
from anyarch.person.errors import UsageError
from anyarch.preflight import run

_PREFIX = "anyarch-verify-"
_PULL_TIMEOUT = 1800.0
_ANSWER_TIMEOUT = 30
_FROM_DOCKER = ("docker: ", "Error ")
# Flags with which the container would not be there to look at, or would not be for anyarch to remove.
_REFUSED = ("cidfile", "detach", "name", "restart", "rm")


class Trial(NamedTuple):
    """A container that was to be started: its name, its image's, and why it did not; empty where it started."""

    container: str
    image: str
    failure: str


@contextlib.contextmanager
def of(words: tuple[str, ...], docker: str, engine: Engine) -> Iterator[Trial]:
    """Start it, and remove it at the end of the block.

    Args:
        words: what follows `docker run`.
        docker: the real docker.
        engine: the engine that it talks to.

    Raises:
        UsageError: the words cannot be tried.
        EngineError: the engine does not answer.
    """
    name = _PREFIX + secrets.token_hex(8)
    typed = ["run", "--detach", "--name", name, *words]
    invocation = _understood(["run", *words], engine.environment)
    refused = sorted(set(_REFUSED) & set(invocation.flags))
    if refused:
        raise UsageError(f"A trial takes no --{refused[0]}: anyarch names and removes the container.")
    invocation = _understood(typed, engine.environment)
    engine.platform()  # an engine that does not answer is told before docker waits for it
    with unwinding.on_signals():
        try:
            changed = run.prepare(typed, invocation, engine.environment, time.monotonic(), docker)
            done = process.run([docker, *changed], timeout=_PULL_TIMEOUT)
            yield Trial(name, invocation.image, _reason(done.output) if done.status else "")
        finally:
            containers.remove(engine, name, _ANSWER_TIMEOUT)


def _reason(output: str) -> str:
    """What docker gives as the reason; around it stand the progress of a pull, and advice."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(_FROM_DOCKER)]
    return (named or lines or ["docker gave no reason"])[-1]


def _understood(words: list[str], environment: dict[str, str]) -> Invocation:
    invocation = command_line.parse(words, environment)
    if isinstance(invocation, PassThrough):
        raise UsageError(invocation.reason)
    return invocation
