"""The pre-flight of a `docker buildx bake`, which is only explained: what docker itself prints as its definition.

The definition may have build arguments that are secret. It comes through a pipe, and is neither kept nor logged.
"""

import json

from anyarch.bare.command_line import PassThrough
from anyarch.build import bake
from anyarch.build.bake import Target
from anyarch.build.table import NOT_HANDLED, Verdict
from anyarch.decision.outcome import UNCHANGED
from anyarch.person import process
from anyarch.person.settings import Settings
from anyarch.preflight import building
from anyarch.preflight.building import Planned, UnhandledError

_PATIENCE = 20.0  # seconds
_MOST_TARGETS = 50


def plan(words: list[str], environment: dict[str, str], chosen: Settings, docker: str) -> dict[str, Planned]:
    """What would be decided for each target, by name.

    Args:
        words: the command after ``docker``.
        environment: the environment variables.
        chosen: the settings.
        docker: the path of the real docker; empty if there is none.

    Raises:
        UnhandledError: the definition cannot be read here.
    """
    found = bake.read(words, environment)
    if isinstance(found, PassThrough):
        raise UnhandledError(found.reason)
    try:
        definition = json.loads(process.ask([docker, *found.words], b"", timeout=_PATIENCE))
    except (OSError, ValueError, RecursionError) as error:
        raise UnhandledError("docker buildx bake --print does not print a definition.") from error
    targets = bake.targets(found, definition, environment)[:_MOST_TARGETS]
    return {target.name: _judged(target, environment, chosen, docker) for target in targets}


def _judged(target: Target, environment: dict[str, str], chosen: Settings, docker: str) -> Planned:
    if isinstance(target.build, PassThrough):
        return Planned(Verdict(NOT_HANDLED, UNCHANGED, target.build.reason), [])
    return building.judged(target.build, environment, chosen, docker, target.inline)
