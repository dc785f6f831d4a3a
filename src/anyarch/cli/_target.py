"""What a command works on: the process's variables, the settings in force, and the engine that docker talks to."""

import os
from typing import NamedTuple

from anyarch.bare.endpoint import Endpoint, UnknownEngineError, resolve
from anyarch.person import settings
from anyarch.person.errors import ExitCode, FailureError
from anyarch.person.settings import Settings


class Target(NamedTuple):
    """The process's variables, the settings in force, and the engine's address."""

    environment: dict[str, str]
    chosen: Settings
    endpoint: Endpoint


def found() -> Target:
    """Find all of it, without asking the engine anything.

    Raises:
        FailureError: a setting is wrong, or there is no such context.
    """
    environment = dict(os.environ)
    chosen = in_force(environment)
    try:
        return Target(environment, chosen, resolve({}, environment))
    except UnknownEngineError as error:
        raise FailureError(str(error), ExitCode.USAGE) from error


def in_force(environment: dict[str, str]) -> Settings:
    """The settings.

    Raises:
        FailureError: one is wrong.
    """
    chosen, problems = settings.load(environment)
    if problems:
        raise FailureError(problems[0], ExitCode.USAGE)
    return chosen
