"""What the commands that look images up share: the settings, the engine, and how an error ends a command.

A person waits for these commands on purpose, so that they have more patience than a docker command has.
"""

import time
from typing import NamedTuple

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.catalog.catalog import Catalog
from anyarch.catalog.refusals import NOT_THERE
from anyarch.cli import _target
from anyarch.engine.connection import connect
from anyarch.engine.questions import RefusedError
from anyarch.oci.references import Reference, parse
from anyarch.person.errors import ExitCode, FailureError
from anyarch.person.settings import Settings
from anyarch.preflight.facts import EngineFacts

PATIENCE = 30.0  # seconds for one image
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


class Lookups(NamedTuple):
    """How this command looks images up: the process's variables, the settings in force, the engine."""

    environment: dict[str, str]
    chosen: Settings
    endpoint: Endpoint

    @property
    def cache_folder(self) -> str:
        """Where the cache is."""
        return records.folder(self.environment)

    def facts(self, image: str) -> EngineFacts:
        """The facts about one image, to be asked from now on."""
        connection = connect(self.endpoint, time.monotonic() + PATIENCE)
        return EngineFacts(image, self.endpoint, connection, self.chosen, self.environment)

    def catalog(self) -> Catalog:
        """The engine's catalog, with patience from now on."""
        return self.facts("").catalog


def opened() -> Lookups:
    """Find out whom to ask, from the process's variables.

    Raises:
        FailureError: a setting is wrong, or there is no such context.
    """
    return Lookups(*_target.found())


def named(image: str) -> Reference:
    """The complete name of an image.

    Raises:
        FailureError: it is an ID, or no name.
    """
    try:
        return parse(image)
    except ValueError as error:
        raise FailureError(f"{error}.", ExitCode.USAGE) from error


def status_of(error: Exception) -> int:
    """The status code of an answer that a look-up ended in; 0 for none."""
    return error.status if isinstance(error, RefusedError) else 0


def ended_by(error: Exception) -> ExitCode:
    """How a command ends when a look-up did so: there is no such image, or nobody could say."""
    return ExitCode.FINDING if status_of(error) in NOT_THERE else ExitCode.UNREACHABLE


def ago(seconds: float) -> str:
    """A time that has passed, in words: ``3 hours ago``."""
    for unit, length in _UNITS:
        number = int(seconds // length)
        if number:
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"
