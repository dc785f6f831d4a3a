"""An engine as anyarch's own code sees it, for tests that call that code directly."""

import time
from contextlib import AbstractContextManager

from anyarch.bare.endpoint import resolve
from anyarch.engine import Engine
from anyarch.engine.client import Client, negotiated
from anyarch.person.settings import Settings

PATIENCE = 100.0  # as much as a busy machine may need


def engine(host: str, seconds: float = PATIENCE, settings: Settings | None = None, **variables: str) -> Engine:
    """The engine at an address, for a person with these variables; without HOME it has no cache."""
    environment = {"DOCKER_HOST": host, **variables}
    return Engine(
        resolve({}, environment), settings or Settings(probe_timeout=PATIENCE), environment, time.monotonic() + seconds
    )


def client(host: str, seconds: float = PATIENCE) -> AbstractContextManager[Client]:
    """The client of the engine at an address."""
    return negotiated(resolve({"host": host}, {}), seconds)
