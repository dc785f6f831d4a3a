"""The facts for the decision table, from the engine, the registry behind it, the cache, and the probe.

Each question is asked at most once per command, and only when the table needs it. Whatever goes wrong becomes one
error, `UnknownFactError`, so that the table need not know what can go wrong.
"""

from collections.abc import Callable, Hashable
from typing import NamedTuple, TypeVar, cast

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


class Known(NamedTuple):
    """The answers so far, None for no answer: the host, the local platforms (empty for none), the offered ones."""

    host: Platform | None = None
    local: tuple[Platform, ...] | None = None
    offered: tuple[Platform, ...] | None = None


class EngineFacts:
    """The facts about one IMAGE on one engine: the questions of `decision.facts.Facts`.

    Args:
        image: IMAGE as it was typed.
        engine: the engine, with the command's deadline.
        inspect: inspects what the local image starts, see `look.program`; it may raise `UnknownFactError`.

    Attributes:
        engine: the engine.
        catalog: what registries offer, for any image.
    """

    def __init__(self, image: str, engine: Engine, *, inspect: Callable[[], Platform | None] = lambda: None) -> None:
        self._image = image
        self.engine = engine
        self.catalog = Catalog(engine)
        self._inspect = inspect
        self._answers: dict[Hashable, object] = {}

    def host(self) -> Platform:
        """See `decision.facts.Facts`."""
        return self._once("host", self._host)

    def local(self) -> Local | None:
        """See `decision.facts.Facts`."""
        return self._once("local", lambda: questions.local_image(self.engine, self._image))

    def offered(self, *, live: bool = False) -> Offered:
        """See `decision.facts.Facts`; `live` means as of this command."""
        return self._once(("offered", live), lambda: self.catalog.look_up(references.parse(self._image), live=live))

    def confirm(self) -> None:
        """See `decision.facts.Facts`; from here on `offered` answers, or fails, with what was found."""
        self._answers.pop(("offered", False), None)
        self._once(("offered", False), lambda: self.catalog.confirmed(references.parse(self._image)))

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """See `decision.facts.Facts`; None if the setting says not to inspect, or the engine does not show it."""
        policy = self.engine.settings.inspection
        wanted = policy == "always" or (is_doubtful and policy == "auto")
        try:
            return self._once("starts", self._inspect) if wanted else None
        except UnknownFactError:
            return None

    def executes(self, platform: Platform) -> bool:
        """See `decision.facts.Facts`."""
        return self._once(platform, lambda: probe.executes(self.engine, platform))

    def known(self) -> Known:
        """What has been answered so far."""
        host, local = self._answers.get("host"), self._answers.get("local")
        offered = self._answers.get(("offered", True), self._answers.get(("offered", False)))
        is_absent = local is None and "local" in self._answers
        return Known(
            host=host if isinstance(host, Platform) else None,
            local=local.platforms if isinstance(local, Local) else () if is_absent else None,
            offered=offered.platforms if isinstance(offered, Offered) else None,
        )

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the engine has a pack with an emulator for the platform; no if it does not say."""
        try:
            found = self.pack()
        except UnknownFactError:
            return False
        return found is not None and platform.architecture in found.emulates

    def has_own_emulators(self) -> bool:
        """Whether the engine is part of a product with emulators of its own; no if it does not say."""
        try:
            return self.product() is not None
        except UnknownFactError:
            return False

    def product(self) -> Product | None:
        """The product that the engine is part of; None for none."""
        return self._once("product", lambda: products.find(self.patient()))

    def pack(self) -> Pack | None:
        """The pack on the engine; None for none."""
        return self._once("pack", lambda: labels.find(self.patient()))

    def patient(self) -> Engine:
        """The engine with the probe's time limit, for after a probe or a pull, when the command's own may be over."""
        return self.engine.within(self.engine.settings.probe_timeout)

    def may_repull(self) -> bool:
        """See `decision.facts.Facts`."""
        try:
            return not references.parse(self._image).digest
        except ValueError:
            return False

    def _host(self) -> Platform:
        platform = self.engine.platform()
        if self.engine.settings.inspection != "always":  # the quick answer does not read the settings
            settings_file = settings_path(self.engine.environment)
            specifier = f"{platform.os}/{platform.architecture}"
            keep_platform(self.engine.cache_folder, self.engine.endpoint, specifier, settings_file)
        return platform

    def _once(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question, asked the first time only; raises `UnknownFactError` if that failed."""
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
