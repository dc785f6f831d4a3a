"""Before a private run: the image is pulled if it is not local, and the engine is asked what it starts.

The real docker pulls it, as a process of its own, with its progress on standard error, where `docker run` has it too. A
^C ends both. Whatever goes wrong here is a `PrivateRunError`, after which docker gets the words as they were typed, and
fails or succeeds by itself.
"""

import shlex

from anyarch.bare.command_line import Invocation
from anyarch.bare.errors import AnyarchError
from anyarch.decision import private_words
from anyarch.decision.facts import UnknownFactError
from anyarch.decision.outcome import Decision
from anyarch.engine import images
from anyarch.oci.platforms import Platform
from anyarch.person import process
from anyarch.person.errors import EngineError
from anyarch.preflight.facts import EngineFacts

_UNCHECKED = "The image's HEALTHCHECK is switched off: a private emulator cannot run it."


class PrivateRunError(AnyarchError):
    """The run cannot be made a private one."""


def prepare(
    words: list[str], invocation: Invocation, made: Decision, facts: EngineFacts, docker: str
) -> tuple[list[str], str]:
    """Fetch the image if need be; the words after ``docker`` for the private run, and what is to be said of them.

    Args:
        words: as they were typed.
        invocation: what `command_line.parse` made of them.
        made: the decision.
        facts: of the image and the engine.
        docker: the real docker.

    Raises:
        PrivateRunError: the image cannot be fetched, or the engine does not say what it starts.
    """
    platform = _platform(made)
    if invocation.pull_policy == "always" or not is_local(platform, facts):
        quiet = invocation.flags.get("quiet") == "true"
        status = process.show([docker, *private_words.pull(invocation, platform)], quiet=quiet)
        if status != 0:
            raise PrivateRunError(f"{invocation.image} could not be fetched for {platform}.")
    changed = rewritten(words, invocation, made, facts)
    return changed, _UNCHECKED if private_words.NO_CHECK in changed and private_words.NO_CHECK not in words else ""


def planned(words: list[str], invocation: Invocation, made: Decision, facts: EngineFacts) -> tuple[list[str], str]:
    """The words for the private run, and an empty hint; where the image is not there, as typed, and what to do."""
    platform = _platform(made)
    if not is_local(platform, facts):
        fetch = shlex.join(["docker", *private_words.pull(invocation, platform)])
        return words, f"What the image starts is not known before it is local. To see the whole command: {fetch}"
    try:
        return rewritten(words, invocation, made, facts), ""
    except PrivateRunError as error:
        return words, f"The private emulator is not used: {error}"


def is_local(platform: Platform, facts: EngineFacts) -> bool:
    """Whether the engine has the image for the platform."""
    try:
        local = facts.local()
    except UnknownFactError:
        return False
    return local is not None and platform in local.platforms


def rewritten(words: list[str], invocation: Invocation, made: Decision, facts: EngineFacts) -> list[str]:
    """The words for a private run of an image that is local.

    Raises:
        PrivateRunError: the engine does not say what it starts.
    """
    platform = _platform(made)
    try:
        pack = facts.pack()
        if pack is None:
            raise PrivateRunError("The private emulator has gone.")
        start = images.starts(facts.patient(), invocation.image, platform)
        return private_words.rewrite(words, invocation, pack, platform, start, is_added=made.is_added)
    except (EngineError, UnknownFactError) as error:
        raise PrivateRunError(str(error)) from error
    except private_words.NoCommandError as error:
        raise PrivateRunError(f"{invocation.image} starts nothing by itself.") from error


def _platform(made: Decision) -> Platform:
    if made.platform is None:
        raise PrivateRunError("Which platform to emulate is not known.")
    return made.platform
