"""The answers that the decision table asks for, from the engine, the registry behind it, the cache and the probe.

Each question is asked at most once for a command, and only when the table comes to it. Whatever goes wrong is one
error, `UnknownFactError`, so that the table need not know what can go wrong.
"""

import time
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint, keep_platform
from anyarch.catalog.catalog import Catalog
from anyarch.catalog.sources import Way
from anyarch.decision.facts import Local, Offered, UnknownFactError
from anyarch.emulators import executed
from anyarch.emulators.packs import labels
from anyarch.emulators.packs.labels import Pack
from anyarch.engine import products, questions
from anyarch.engine.connection import Connection, UnreachableError, connect
from anyarch.engine.products import Product
from anyarch.oci import references
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from anyarch.person.settings import path as settings_path

Answer = TypeVar("Answer")


class EngineFacts:
    """The facts about one IMAGE on one engine: the questions of `decision.Facts`.

    Args:
        image: IMAGE as it was typed.
        endpoint: the engine.
        connection: the way to it, with the command's deadline.
        settings: lifetimes and time-outs.
        environment: the process's variables.
        inspect: looks at what the local image starts, see `inspection.program`; it may raise `UnknownFactError`.

    Attributes:
        catalog: what is offered, of any image.
        endpoint: the engine.
        settings: lifetimes and time-outs.
    """

    def __init__(  # noqa: PLR0913 - what a command is about, and where
        self,
        image: str,
        endpoint: Endpoint,
        connection: Connection,
        settings: Settings,
        environment: dict[str, str],
        *,
        inspect: Callable[[], Platform | None] = lambda: None,
    ) -> None:
        self._image = image
        self.endpoint = endpoint
        self._connection = connection
        self.settings = settings
        self._cache_folder = records.folder(environment)
        self._settings_file = settings_path(environment)
        way = Way(endpoint, connection, environment, settings.catalog_direct)
        self.catalog = Catalog(self._cache_folder, settings.catalog_lifetime, way)
        self._inspect = inspect
        self._answers: dict[Hashable, object] = {}

    def host(self) -> Platform:
        """The engine's own platform."""
        return self._once("host", self._host)

    def local(self) -> Local | None:
        """What the engine has under the name; None for nothing."""
        return self._once("local", lambda: questions.local_image(self._connection, self._image))

    def offered(self, *, live: bool = False) -> Offered:
        """What the registry has under the name, remembered or, if `live`, as of this command."""
        return self._once(("offered", live), lambda: self._look_up(live=live))

    def confirm(self) -> None:
        """See to it that `offered` is as of now; from here on it answers, or fails, with what was found."""
        self._answers.pop(("offered", False), None)
        self._once(("offered", False), lambda: self.catalog.confirmed(references.parse(self._image)))

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """What the program is for that the local image starts; None where the setting or the engine keeps it dark."""
        wanted = self.settings.inspection == "always" or (is_doubtful and self.settings.inspection == "auto")
        try:
            return self._once("starts", self._inspect) if wanted else None
        except UnknownFactError:
            return None

    def executes(self, platform: Platform) -> bool:
        """Whether the engine can start a program for the platform; a remembered no is no answer."""
        return self._once(platform, lambda: self._executes(platform))

    def answered(self, question: str) -> object:
        """The answer so far to ``host``, ``local`` or ``offered``; an `UnknownFactError` where there was none."""
        never = UnknownFactError("This was not asked.")
        if question == "offered":
            return self._answers.get(("offered", True), self._answers.get(("offered", False), never))
        return self._answers.get(question, never)

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the engine has a pack with an emulator for the platform; one that does not say has none."""
        try:
            found = self.pack()
        except UnknownFactError:
            return False
        return found is not None and platform.architecture in found.emulates

    def has_own_emulators(self) -> bool:
        """Whether the engine is inside a product whose emulators are switched on; one that does not say is not."""
        try:
            return self.product() is not None
        except UnknownFactError:
            return False

    def product(self) -> Product | None:
        """The product that the engine is in; None for an engine of its own."""
        return self._once("product", lambda: products.find(self.new_connection()))

    def pack(self) -> Pack | None:
        """The pack on the engine; None for none."""
        return self._once("pack", lambda: labels.find(self.new_connection(), self.host()))

    def new_connection(self) -> Connection:
        """A way to the engine for what comes after a probe or a fetch: the command's own deadline may be over by then.

        It has a probe's time: who has waited for so much has the patience, and an engine that unpacks layers is slow.
        """
        return connect(self.endpoint, time.monotonic() + self.settings.probe_timeout)

    def may_repull(self) -> bool:
        """Whether IMAGE is a name that may come to mean another image: no ID, and no digest."""
        try:
            return not references.parse(self._image).digest
        except ValueError:
            return False

    def _host(self) -> Platform:
        platform = questions.engine_platform(self._connection)
        if self.settings.inspection != "always":  # which the quick answer cannot know
            keep_platform(
                self._cache_folder, self.endpoint, f"{platform.os}/{platform.architecture}", self._settings_file
            )
        return platform

    def _look_up(self, *, live: bool) -> Offered:
        return self.catalog.look_up(references.parse(self._image), live=live)

    def _executes(self, platform: Platform) -> bool:
        if executed.recall(self._cache_folder, self.endpoint, platform):
            return True
        from anyarch.emulators import probe  # noqa: PLC0415 - loads docker-py, and most commands need no probe

        try:
            kernel = executed.kernel()
            positive = probe.executes(self.endpoint, self.host(), platform, self.settings.probe_timeout)
        except probe.ProbeError as error:
            raise UnknownFactError(str(error)) from error
        if positive:
            executed.keep(self._cache_folder, self.endpoint, platform, kernel)
        return positive

    def _once(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question, or the error that it ended in, remembered for this command."""
        if question not in self._answers:
            try:
                self._answers[question] = ask()
            except (UnreachableError, questions.RefusedError, ValueError) as error:
                self._answers[question] = UnknownFactError(str(error))
            except UnknownFactError as error:
                self._answers[question] = error
        answer = self._answers[question]
        if isinstance(answer, UnknownFactError):
            raise answer
        return cast(Answer, answer)
