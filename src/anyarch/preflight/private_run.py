"""Before a private run: pull the image if it is not local, and ask the engine what it starts.

The real docker pulls it, in its own process, with its progress on standard error, as for `docker run`. ^C ends both.
Whatever goes wrong is a `PrivateRunError`, after which docker runs the command as typed.
"""

import copy
import shlex

from anyarch.bare.command_line import Invocation
from anyarch.bare.errors import AnyarchError
from anyarch.decision import private_words
from anyarch.decision.facts import UnknownFactError, local_platforms
from anyarch.decision.outcome import PRIVATE_EMULATION, Decision
from anyarch.engine import images
from anyarch.oci.platforms import Platform
from anyarch.person import process
from anyarch.person.errors import EngineError
from anyarch.preflight.facts import EngineFacts

_UNCHECKED = "The image's HEALTHCHECK is disabled: a private emulator cannot run it."


class PrivateRunError(AnyarchError):
    """The command cannot be run with the private emulator."""


def fetch(invocation: Invocation, decision: Decision, facts: EngineFacts | None, docker: str) -> Invocation | None:
    """Pull the image for a private run, if it is not local; the command without its own pull, or None if that is next.

    Args:
        invocation: the command.
        decision: what to do; for anything but a private run, nothing is pulled.
        facts: about the image and the engine.
        docker: the path of the real docker.

    Raises:
        PrivateRunError: it cannot be pulled.
    """
    if decision.action != PRIVATE_EMULATION or facts is None:
        return None
    platform = _platform(decision)
    if invocation.pull_policy != "always" and platform in local_platforms(facts):
        return None
    pull = [docker, *private_words.pull(invocation, platform)]
    if process.show(pull, quiet=invocation.flags.get("quiet") == "true") != 0:
        raise PrivateRunError(f"{invocation.image} could not be pulled for {platform}.")
    pulled = copy.copy(invocation)
    pulled.flags = invocation.flags | {"pull": "missing"}
    return pulled


def prepare(words: list[str], invocation: Invocation, decision: Decision, facts: EngineFacts) -> tuple[list[str], str]:
    """The words after ``docker`` for the private run of a local image, and a hint for the user or "".

    Args:
        words: the words as typed.
        invocation: the same, parsed.
        decision: to use a private emulator.
        facts: about the image and the engine.

    Raises:
        PrivateRunError: the engine does not say what the image starts.
    """
    changed = rewritten(words, invocation, decision, facts)
    return changed, _UNCHECKED if private_words.NO_CHECK in changed and private_words.NO_CHECK not in words else ""


def planned(words: list[str], invocation: Invocation, decision: Decision, facts: EngineFacts) -> tuple[list[str], str]:
    """The words for the private run, and an empty hint; if that is not possible yet, the words as typed, and why."""
    platform = _platform(decision)
    if platform not in local_platforms(facts):
        fetch = shlex.join(["docker", *private_words.pull(invocation, platform)])
        return words, f"What the image starts is unknown until it is pulled. To see the whole command: {fetch}"
    try:
        return rewritten(words, invocation, decision, facts), ""
    except PrivateRunError as error:
        return words, f"The private emulator is not used: {error}"


def rewritten(words: list[str], invocation: Invocation, decision: Decision, facts: EngineFacts) -> list[str]:
    """The words for a private run of a local image.

    Raises:
        PrivateRunError: the engine does not say what it starts.
    """
    platform = _platform(decision)
    try:
        pack = facts.pack()
        if pack is None:
            raise PrivateRunError("The private emulator was removed.")
        start = images.starts(facts.engine.patient(), invocation.image, platform)
        return private_words.rewrite(words, invocation, pack, platform, start, is_added=decision.is_added)
    except (EngineError, UnknownFactError) as error:
        raise PrivateRunError(str(error)) from error
    except private_words.NoCommandError as error:
        raise PrivateRunError(f"{invocation.image} has no command of its own.") from error


def _platform(decision: Decision) -> Platform:
    if decision.platform is None:
        raise PrivateRunError("The platform to emulate is unknown.")
    return decision.platform
