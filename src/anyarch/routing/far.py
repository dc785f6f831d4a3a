"""The engine of another context, as a command sees that may run there.

It has 3 seconds for an answer by default, half as long again as the setting ``lookup.timeout`` gives this one. If it
does not answer, that is remembered (`state`), so that it costs the time once.
"""

import time

from anyarch.bare import documents
from anyarch.bare.endpoint import resolve
from anyarch.decision.facts import Local
from anyarch.engine import Engine, questions
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, UnreachableError
from anyarch.person.settings import Settings
from anyarch.routing import state

_LONGER = 1.5


def usual_patience(settings: Settings) -> float:
    """The seconds for an answer."""
    return settings.lookup_timeout * _LONGER


class Far:
    """The engine of a context. It is asked nothing until one of its methods is called.

    Args:
        context: the context's name.
        near: the engine of the command, whose settings and environment count for both.
        patience: the seconds for an answer, if not the usual ones.

    Attributes:
        context: the context's name.
        engine: the engine there.
        patience: the seconds that it has for an answer.

    Raises:
        UnknownEngineError: there is no such context.
    """

    def __init__(self, context: str, near: Engine, patience: float | None = None) -> None:
        self.context = context
        self.patience = usual_patience(near.settings) if patience is None else patience
        folder = {"config": near.endpoint.configuration}
        endpoint = resolve({**folder, "context": context}, near.environment)
        self.engine = Engine(endpoint, near.settings, near.environment, time.monotonic() + self.patience)

    def platform(self) -> Platform:
        """Its own platform: what is remembered, or else its answer.

        Raises:
            EngineError: it does not answer, or did not minutes ago.
        """
        found = state.recall(self.engine.cache_folder, self.engine.endpoint)
        if found.problem:
            raise EngineError(found.problem)
        return found.platform or self.ask()

    def ask(self) -> Platform:
        """Its own platform, by its answer now, which is remembered.

        Raises:
            EngineError: it does not answer.
        """
        try:
            platform = self._asked().platform()
        except UnreachableError as error:
            self.remember(error)
            raise
        state.keep_platform(self.engine.cache_folder, self.engine.endpoint, platform)
        return platform

    def local(self, image: str) -> Local | None:
        """What it has under a name now; None for nothing.

        Raises:
            EngineError: it does not answer.
        """
        try:
            return questions.local_image(self._asked(), image)
        except UnreachableError as error:
            self.remember(error)
            raise

    def processors(self) -> int:
        """How many processors its machine has; 0 if it does not say.

        Raises:
            EngineError: it does not answer.
        """
        number = documents.entry(self._asked().document("/info"), "NCPU")
        return number if isinstance(number, int) else 0

    def remember(self, error: UnreachableError) -> None:
        """Remember that it did not answer."""
        state.keep_problem(self.engine.cache_folder, self.engine.endpoint, str(error))

    def _asked(self) -> Engine:
        """The engine, with all the time for the next answer."""
        return self.engine.within(self.patience)
