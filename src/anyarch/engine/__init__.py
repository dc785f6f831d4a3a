"""Law: one engine, and the only room that loads docker-py.

`Engine` is this engine as one command sees it: its address, the settings in force, the process's variables, and the
time that is left for questions. Everything that asks an engine takes one.
"""

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.bare.unix_socket import Answer
from anyarch.engine import questions
from anyarch.engine.connection import connect, document_of
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings

if TYPE_CHECKING:
    from anyarch.engine.client import Client


class Engine:
    """An engine, as one command sees it. Nothing is asked before one of its methods is called.

    Args:
        endpoint: where it is.
        settings: the settings in force.
        environment: the process's variables.
        deadline: when the time for questions is over, on the clock of `time.monotonic`.
    """

    def __init__(self, endpoint: Endpoint, settings: Settings, environment: dict[str, str], deadline: float) -> None:
        self.endpoint = endpoint
        self.settings = settings
        self.environment = environment
        self.deadline = deadline
        self._connection = connect(endpoint, deadline)
        self._platform: list[Platform] = []

    @property
    def address(self) -> str:
        """Its URL, such as ``unix:///var/run/docker.sock``."""
        return self.endpoint.host

    @property
    def cache_folder(self) -> str:
        """Where the cache is, see `bare.records.folder`."""
        return records.folder(self.environment)

    @property
    def seconds_left(self) -> float:
        """The time left for questions."""
        return max(0.0, self.deadline - time.monotonic())

    def within(self, seconds: float) -> "Engine":
        """The same engine, with so many seconds from now."""
        again = Engine(self.endpoint, self.settings, self.environment, time.monotonic() + seconds)
        again._platform = self._platform
        return again

    def platform(self) -> Platform:
        """Its own platform, asked once.

        Raises:
            EngineError: it does not say.
        """
        if not self._platform:
            self._platform.append(questions.engine_platform(self))
        return self._platform[0]

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to ``GET target``, a path without version, already encoded.

        Raises:
            UnreachableError: there is none.
        """
        return self._connection.get(target, headers)

    def document(self, target: str) -> object:
        """The JSON at a path.

        Raises:
            EngineError: there is none.
        """
        return document_of(self.get(target))

    def client(self, seconds: float) -> "AbstractContextManager[Client]":
        """A docker-py client for a block, with so many seconds for each wait; errors are translated.

        Raises:
            EngineError: inside the block, the engine did not do what it was asked to.
        """
        from anyarch.engine.client import negotiated  # noqa: PLC0415 - loads docker-py, and most commands only ask

        return negotiated(self.endpoint, seconds)
