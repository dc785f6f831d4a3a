"""What a command works on: the process's variables, the settings in force, and the engine that docker talks to."""

import os
import time

from anyarch.bare.endpoint import resolve
from anyarch.catalog.refusals import NOT_THERE
from anyarch.engine import Engine
from anyarch.install import launcher, real_docker
from anyarch.oci.references import Reference, parse
from anyarch.person import settings
from anyarch.person.errors import ExitCode, RefusedError, UsageError
from anyarch.person.settings import Settings
from anyarch.preflight import wrapper

PATIENCE = 30.0  # seconds for one image; people wait for a lookup that they asked for


def engine(seconds: float | None = None) -> Engine:
    """The engine that docker talks to from here; it is not asked anything yet.

    Args:
        seconds: the time for its answers; the setting ``lookup.timeout`` by default.

    Raises:
        UsageError: a setting is wrong.
        UnknownEngineError: there is no such context.
    """
    environment = dict(os.environ)
    chosen = in_force(environment)
    deadline = time.monotonic() + (chosen.lookup_timeout if seconds is None else seconds)
    try:
        connection = wrapper.connection({}, docker(environment), chosen.engine)
    except wrapper.UnnamedEngineError:
        connection = {}  # docker's own rules are the best guess, and `anyarch doctor` says that it is one
    return Engine(resolve(connection, environment), chosen, environment, deadline)


def in_force(environment: dict[str, str]) -> Settings:
    """The settings.

    Raises:
        UsageError: one is wrong.
    """
    chosen, problems = settings.load(environment)
    for problem in problems:
        if not problem.is_harmless:
            raise UsageError(problem.sentence, problem.remedy)
    return chosen


def docker(environment: dict[str, str], folder: str = "") -> str:
    """The path of the real docker, by the launcher's rules; empty if there is none.

    Args:
        environment: the environment variables.
        folder: where the shim is; by default, the first in PATH or else the usual one.
    """
    first = launcher.first_in_path(environment.get("PATH", ""))
    is_first = real_docker.is_shim(first)
    installed = launcher.look(folder or (os.path.dirname(first) if is_first else launcher.default_folder()))
    is_left_to_path = environment.get("ANYARCH_DOCKER") or (first and not is_first)  # the shell function hands that on
    if installed and not is_left_to_path and real_docker.is_docker(installed.docker):
        return installed.docker
    try:
        return real_docker.find(environment)
    except real_docker.NotFoundError:
        return ""


def named(image: str) -> Reference:
    """The complete name of an image.

    Raises:
        UsageError: it is an ID, or not a name.
    """
    try:
        return parse(image)
    except ValueError as error:
        raise UsageError(f"{error}.") from error


def ended_by(error: Exception) -> ExitCode:
    """How a command ends whose lookup failed: there is no such image, or there was no answer."""
    is_missing = isinstance(error, RefusedError) and error.status in NOT_THERE
    return ExitCode.FINDING if is_missing else ExitCode.UNREACHABLE
