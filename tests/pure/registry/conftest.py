"""A repository as the client sees it."""

import time

from anyarch.engine.credentials import Login
from anyarch.oci import references
from anyarch.oci.references import Reference
from anyarch.registry import hosts
from anyarch.registry.repository import Repository
from anyarch.registry.transport import Transport

PATIENCE = 60.0


def name(address: str, image: str) -> Reference:
    return references.parse(f"{address}/{image}")


def repository(address: str, image: str, login: Login | None = None, patience: float = PATIENCE) -> Repository:
    """The client for one image's repository, on a machine without proxies and settings, which is also the engine's."""
    places = hosts.find(address, hosts.read(None), lambda _: (), lambda: True)
    return Repository(name(address, image), lambda: login, Transport(time.monotonic() + patience, {}), places)
