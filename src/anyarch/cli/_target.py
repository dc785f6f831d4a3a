"""What a command works on: the process's variables, the settings in force, and the engine that docker talks to."""

import os
import time

from anyarch.bare.endpoint import resolve
from anyarch.engine import Engine
from anyarch.oci.references import Reference, parse
from anyarch.person import settings
from anyarch.person.errors import UsageError
from anyarch.person.settings import Settings


def engine(seconds: float | None = None) -> Engine:
    """The engine that docker talks to from here; it is not asked anything yet.

    Args:
        seconds: the time for its answers; the setting ``lookup.timeout`` if it is left out.

    Raises:
        UsageError: a setting is wrong.
        UnknownEngineError: there is no such context.
    """
    environment = dict(os.environ)
    chosen = in_force(environment)
    deadline = time.monotonic() + (chosen.lookup_timeout if seconds is None else seconds)
    return Engine(resolve({}, environment), chosen, environment, deadline)


def in_force(environment: dict[str, str]) -> Settings:
    """The settings.

    Raises:
        UsageError: one is wrong.
    """
    chosen, problems = settings.load(environment)
    if problems:
        raise UsageError(problems[0])
    return chosen


def named(image: str) -> Reference:
    """The complete name of an image.

    Raises:
        UsageError: it is an ID, or not a name.
    """
    try:
        return parse(image)
    except ValueError as error:
        raise UsageError(f"{error}.") from error
