"""The answers that the decision table asks for, from the engine, the registry behind it, the cache and the probe.

Each question is asked at most once for a command, and only when the table comes to it. Whatever goes wrong is one
error, `UnknownFactError`, so that the table need not know what can go wrong.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from anyarch.bare.endpoint import keep_platform
from anyarch.catalog.catalog import Catalog
from anyarch.decision.facts import Local, Offered, Pack, Product, UnknownFactError
from anyarch.emulators import probe
from anyarch.emulators.packs import labels
from anyarch.engine import Engine, products, questions
from anyarch.oci import references
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError
from anyarch.person.settings import path as settings_path

Answer = TypeVar("Answer")


class EngineFacts:
    """The facts about one IMAGE on one engine: the questions of `decision.facts.Facts`.

    Args:
        image: IMAGE as it was typed.
        engine: the engine, with the command's deadline.
        inspect: looks at what the local image starts, see `look.program`; it may raise `UnknownFactError`.

    Attributes:
        engine: the engine.
        catalog: what is offered, of any image.
    """

    def __init__(self, image: str, engine: Engine, *, inspect: Callable[[], Platform | None] = lambda: None) -> None:
        self._image = image
        self.engine = engine
        self.catalog = Catalog(engine)
        self._inspect = inspect
        self._answers: dict[Hashable, object] = {}

    def host(self) -> Platform:
        """The engine's own platform."""
        return self._once("host", self._host)

    def local(self) -> Local | None:
        """What the engine has under the name; None for nothing."""
        return self._once("local", lambda: questions.local_image(self.engine, self._image))

    def offered(self, *, live: bool = False) -> Offered:
        """What the registry has under the name, remembered or, if `live`, as of this command."""
        return self._once(("offered", live), lambda: self._look_up(live=live))

    def confirm(self) -> None:
        """See to it that `offered` is as of now; from here on it answers, or fails, with what was found."""
        self._answers.pop(("offered", False), None)
        self._once(("offered", False), lambda: self.catalog.confirmed(references.parse(self._image)))

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """What the program is for that the local image starts; None where the setting or the engine keeps it dark."""
        policy = self.engine.settings.inspection
        wanted = policy == "always" or (is_doubtful and policy == "auto")
        try:
            return self._once("starts", self._inspect) if wanted else None
        except UnknownFactError:
            return None

    def executes(self, platform: Platform) -> bool:
        """Whether the engine can start a program for the platform."""
        return self._once(platform, lambda: probe.executes(self.engine, platform))

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
        return self._once("product", lambda: products.find(self.patient()))

    def pack(self) -> Pack | None:
        """The pack on the engine; None for none."""
        return self._once("pack", lambda: labels.find(self.patient()))

    def patient(self) -> Engine:
        """The engine, for what comes after a probe or a pull: the command's own deadline may be over by then.

        It has a probe's time: after so long a wait a little more does not matter, and unpacking layers is slow.
        """
        return self.engine.within(self.engine.settings.probe_timeout)

    def may_repull(self) -> bool:
        """Whether IMAGE is a name that may come to mean another image: no ID, and no digest."""
        try:
            return not references.parse(self._image).digest
        except ValueError:
            return False

    def _host(self) -> Platform:
        platform = self.engine.platform()
        if self.engine.settings.inspection != "always":  # which the quick answer cannot know
            file = settings_path(self.engine.environment)
            own = f"{platform.os}/{platform.architecture}"
            keep_platform(self.engine.cache_folder, self.engine.endpoint, own, file)
        return platform

    def _look_up(self, *, live: bool) -> Offered:
        return self.catalog.look_up(references.parse(self._image), live=live)

    def _once(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question, or the error that it ended in, remembered for this command."""
        if question not in self._answers:
            try:
                self._answers[question] = ask()
            except (EngineError, ValueError) as error:
                self._answers[question] = UnknownFactError(str(error))
            except UnknownFactError as error:
                self._answers[question] = error
        answer = self._answers[question]
        if isinstance(answer, UnknownFactError):
            raise answer
        return cast(Answer, answer)
