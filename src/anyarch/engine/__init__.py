"""Law: one engine, and the only folder that loads docker-py.

`Engine` is the engine as one command sees it: its address, the settings, the environment variables, and the time that
is left for questions. Everything that asks an engine takes one.
"""

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.engine import questions
from anyarch.engine.connection import Connection
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings

if TYPE_CHECKING:
    from anyarch.engine.client import Client


class Engine(Connection):
    """An engine, as one command sees it. It is asked nothing until one of its methods is called.

    Args:
        endpoint: its address.
        settings: the settings.
        environment: the environment variables.
        deadline: when the time for questions is over, on the clock of `time.monotonic`.
    """

    def __init__(self, endpoint: Endpoint, settings: Settings, environment: dict[str, str], deadline: float) -> None:
        super().__init__(endpoint, deadline)
        self.settings = settings
        self.environment = environment
        self._platform: list[Platform] = []
        self._patient: list[Engine] = []

    @property
    def address(self) -> str:
        """Its URL, such as ``unix:///var/run/docker.sock``."""
        return self.endpoint.host

    @property
    def cache_folder(self) -> str:
        """See `bare.records.folder`."""
        return records.folder(self.environment)

    @property
    def seconds_left(self) -> float:
        """The time left for questions."""
        return max(0.0, self.deadline - time.monotonic())

    def within(self, seconds: float) -> "Engine":
        """The same engine, with a deadline that many seconds from now."""
        again = Engine(self.endpoint, self.settings, self.environment, time.monotonic() + seconds)
        again._platform = self._platform
        return again

    def patient(self) -> "Engine":
        """The same engine with the probe's time limit, for what follows when the time for questions may be over.

        That time begins with the first call, and is one for all that follows.
        """
        if not self._patient:
            self._patient.append(self.within(self.settings.probe_timeout))
        return self._patient[0]

    def platform(self) -> Platform:
        """Its own platform. It is asked only once.

        Raises:
            EngineError: it does not say.
        """
        if not self._platform:
            self._platform.append(questions.engine_platform(self))
        return self._platform[0]

    def client(self, seconds: float) -> "AbstractContextManager[Client]":
        """A docker-py client for a block, which waits at most that long for each answer; errors are translated.

        Raises:
            EngineError: inside the block, the engine did not do what it was asked to.
        """
        from anyarch.engine.client import negotiated  # noqa: PLC0415 - loads docker-py, and most commands only ask

        return negotiated(self.endpoint, seconds)
