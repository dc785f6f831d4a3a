"""Try an image: run it as the shim would, detached, and remove its container in the end.

anyarch names the container, so that it can remove it whatever happens, except after a SIGKILL.
"""

import contextlib
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple

from anyarch.bare import command_line
from anyarch.bare.command_line import Invocation, PassThrough
from anyarch.engine import Engine, containers
from anyarch.person import process, unwinding
from anyarch.person.errors import UsageError
from anyarch.preflight import run

_PREFIX = "anyarch-verify-"
_PULL_TIMEOUT = 1800.0
_ANSWER_TIMEOUT = 30
_FROM_DOCKER = ("docker: ", "Error ")
# Flags that would leave no container to check, or one that is not anyarch's to remove.
_REFUSED = ("cidfile", "detach", "name", "restart", "rm")


class Trial(NamedTuple):
    """A container: its name, its image's name, and why it did not start; empty if it did."""

    container: str
    image: str
    failure: str


@contextlib.contextmanager
def of(words: tuple[str, ...], docker: str, engine: Engine) -> Iterator[Trial]:
    """Start a container, and remove it at the end of the block.

    Args:
        words: the flags, IMAGE and arguments of `docker run`.
        docker: the real docker.
        engine: the engine that it talks to.

    Raises:
        UsageError: it cannot be tried with these words.
        EngineError: the engine does not answer.
    """
    name = _PREFIX + secrets.token_hex(8)
    typed = ["run", "--detach", "--name", name, *words]
    invocation = _understood(["run", *words], engine.environment)
    refused = sorted(set(_REFUSED) & set(invocation.flags))
    if refused:
        raise UsageError(f"--{refused[0]} cannot be used here, because anyarch names and removes the container.")
    invocation = _understood(typed, engine.environment)
    engine.platform()  # fails at once if the engine does not answer
    with unwinding.on_signals():
        try:
            changed = run.prepare(typed, invocation, engine.environment, time.monotonic(), docker)
            done = process.run([docker, *changed], timeout=_PULL_TIMEOUT)
            yield Trial(name, invocation.image, _reason(done.output) if done.status else "")
        finally:
            containers.remove(engine, name, _ANSWER_TIMEOUT)


def _reason(output: str) -> str:
    """The reason in docker's output, which may also contain the progress of a pull, and advice."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if line.startswith(_FROM_DOCKER)]
    return (named or lines or ["docker gave no reason"])[-1]


def _understood(words: list[str], environment: dict[str, str]) -> Invocation:
    invocation = command_line.parse(words, environment)
    if isinstance(invocation, PassThrough):
        raise UsageError(invocation.reason)
    return invocation
