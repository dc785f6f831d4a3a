"""The facts for the decision table, from the engine, the registry behind it, the cache, and the probe.

Each question is asked at most once per command, and only when the table needs it. Whatever goes wrong becomes one
error, `UnknownFactError`, so that the table need not know what can go wrong.
"""

import contextlib
from collections.abc import Callable, Hashable, Mapping
from typing import NamedTuple, Protocol, TypeVar, cast

from anyarch.bare.memory import keep_platform
from anyarch.catalog.catalog import Catalog
from anyarch.catalog.refusals import DENIALS
from anyarch.decision.facts import (
    Facts,
    Local,
    Offered,
    Pack,
    Product,
    RefusedPullError,
    Route,
    UnknownFactError,
    UnseenError,
)
from anyarch.emulators import probe
from anyarch.emulators.packs import trust
from anyarch.engine import Engine, products, questions
from anyarch.oci import references
from anyarch.oci.platforms import Platform
from anyarch.oci.references import Reference
from anyarch.person.errors import EngineError, RefusedError, UnlistedError
from anyarch.person.settings import path as settings_path

_MOST_DIGESTS = 4  # that a local image is looked for under in the registry

Answer = TypeVar("Answer")


class Known(NamedTuple):
    """The answers so far, None for no answer; no image is local if `local` is empty. `executed` is what was tried."""

    host: Platform | None = None
    local: tuple[Platform, ...] | None = None
    offered: tuple[Platform, ...] | None = None
    executed: Mapping[Platform, bool] = {}


class Inspected(Protocol):
    """What the local image would start, by its files (`look.Look`)."""

    def program(self, document: object) -> Platform | None:
        """The platform of the program that the command starts; None for none.

        Args:
            document: the engine's description of the image.

        Raises:
            UnknownFactError: it cannot be seen.
        """

    def emulator_path(self, platform: Platform) -> str:
        """The path at which a handler for the platform looks for its emulator in each container; empty for none."""

    def carries_emulator(self, document: object, platform: Platform) -> bool:
        """Whether the image has the emulator that a handler for the platform looks for in each container.

        Raises:
            UnknownFactError: it cannot be seen.
        """


class Ways(Protocol):
    """The ways to other engines (`routing.Routing`)."""

    def find(self, platforms: tuple[Platform, ...], facts: Facts) -> Route | None:
        """See `decision.facts.Facts.route`; `facts` is what is known of the image here."""


class EngineFacts:
    """The facts about one IMAGE on one engine: the questions of `decision.facts.Facts`.

    Args:
        image: IMAGE as it was typed.
        engine: the engine, with the command's deadline.
        inspected: the image's files; None to know nothing of them.
        ways: the ways to other engines; None for none.
        when_absent: called if the image is not local: docker itself will ask the registry then.

    Attributes:
        engine: the engine.
        catalog: what registries offer, for any image.
    """

    def __init__(
        self,
        image: str,
        engine: Engine,
        *,
        inspected: Inspected | None = None,
        ways: Ways | None = None,
        when_absent: Callable[[], None] = lambda: None,
    ) -> None:
        self._image = image
        self.engine = engine
        self.catalog = Catalog(engine)
        self._inspected = inspected
        self._ways = ways
        self._when_absent = when_absent
        self._answers: dict[Hashable, object] = {}
        self._expected: tuple[Platform, ...] = ()

    def host(self) -> Platform:
        """See `decision.facts.Facts`."""
        return self._once("host", self._host)

    def local(self) -> Local | None:
        """See `decision.facts.Facts`."""
        document = self._document()
        return None if document is None else questions.read_local(document, self._image)

    def offered(self, *, live: bool = False) -> Offered:
        """See `decision.facts.Facts`; `live` means as of this command."""
        return self._once(("offered", live), lambda: self._asked(lambda name: self.catalog.look_up(name, live=live)))

    def confirm(self) -> None:
        """See `decision.facts.Facts`; from here on `offered` answers, or fails, with what was found."""
        self._answers.pop(("offered", False), None)
        self._once(("offered", False), lambda: self._asked(self.catalog.confirmed))

    def is_the_registrys(self) -> bool:
        """See `decision.facts.Facts`: by the digests of the local image, or by its configuration."""
        with contextlib.suppress(UnknownFactError, ValueError):
            return self._once("proof", lambda: self._prove(references.parse(self._image)))
        return False

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """See `decision.facts.Facts`; None if the setting says not to inspect, or the engine does not show it."""
        policy = self.engine.settings.inspection
        inspected = self._inspected if policy == "always" or (is_doubtful and policy == "auto") else None
        if inspected is None or self._document() is None:
            return None
        try:
            return self._once("starts", lambda: inspected.program(self._document()))
        except UnseenError:
            raise
        except UnknownFactError:
            return None

    def expect(self, several: tuple[Platform, ...]) -> None:
        """See `decision.facts.Facts`."""
        self._expected = several

    def executes(self, platform: Platform) -> bool:
        """See `decision.facts.Facts`."""
        answers = [self._answers.get(each) for each in self._expected]
        if platform in self._expected and platform not in self._answers and False in answers:
            self._try_at_once([each for each in self._expected if each not in self._answers])
        return self._once(platform, lambda: probe.executes(self.engine, platform))

    def _try_at_once(self, several: list[Platform]) -> None:
        """Try what is left of the expected ones after one was not executed: most often, the first is."""
        try:
            found: dict[Hashable, object] = dict(probe.each(self.engine, several).items())
        except EngineError as error:
            found = dict.fromkeys(several, UnknownFactError(str(error)))
        self._answers |= found

    def selects_levels(self) -> bool:
        """See `decision.facts.Facts`."""
        return self._once("levels", lambda: questions.selects_levels(self.engine))

    def executes_inside(self, platform: Platform) -> bool:
        """See `decision.facts.Facts`; no if the engine does not show it."""
        inspected = self._inspected
        if inspected is None or self._document() is None:
            return False
        with contextlib.suppress(UnknownFactError):
            return self._once(("inside", platform), lambda: inspected.carries_emulator(self._document(), platform))
        return False

    def searches_inside(self, platform: Platform) -> bool:
        """See `decision.facts.Facts`."""
        inspected = self._inspected
        return inspected is not None and bool(self._once(("path", platform), lambda: inspected.emulator_path(platform)))

    def recall(self, executed: Mapping[Platform, bool]) -> None:
        """Know what the same command has already found out about the engine, as in `Known`."""
        self._answers.update(executed.items())

    def known(self) -> Known:
        """What has been answered so far."""
        host = self._answers.get("host")
        offered = self._answers.get(("offered", True), self._answers.get(("offered", False)))
        tried = {each: answer for each, answer in self._answers.items() if isinstance(each, Platform)}
        return Known(
            host=host if isinstance(host, Platform) else None,
            local=self._known_local(),
            offered=offered.platforms if isinstance(offered, Offered) else None,
            executed={each: answer for each, answer in tried.items() if isinstance(answer, bool)},
        )

    def _known_local(self) -> tuple[Platform, ...] | None:
        document = self._answers.get("local", UnknownFactError())
        if isinstance(document, UnknownFactError):
            return None
        return () if document is None else questions.read_local(document, self._image).platforms

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the engine has a pack with an emulator for the platform; no if it does not say."""
        try:
            found = self.pack()
        except UnknownFactError:
            return False
        return found is not None and platform.architecture in found.emulates

    def has_own_emulators(self, platform: Platform) -> bool:
        """Whether the engine is part of a product with an emulator of its own for a platform; no if it does not say."""
        try:
            return self.product(platform) is not None
        except UnknownFactError:
            return False

    def product(self, platform: Platform) -> Product | None:
        """The product that the engine is part of, if it has an emulator for a platform; None for none."""
        return self._once(("product", platform), lambda: products.find(self.engine.patient(), platform))

    def pack(self) -> Pack | None:
        """The pack on the engine; None for none."""
        return self._once("pack", lambda: trust.find(self.engine.patient()))

    def route(self, platforms: tuple[Platform, ...]) -> Route | None:
        """See `decision.facts.Facts`."""
        ways = self._ways
        return self._once(("route", platforms), lambda: ways.find(platforms, self)) if ways else None

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
            lifetime = self.engine.settings.native_lifetime
            keep_platform(self.engine.cache_folder, self.engine.endpoint, specifier, settings_file, lifetime)
        return platform

    def _document(self) -> object | None:
        """The engine's description of the local image; None for none."""
        return self._once("local", self._ask_for_document)

    def _ask_for_document(self) -> object | None:
        document = self.engine.document_or_none(questions.image_target(self._image))
        if document is None:
            chosen = self.engine.settings
            self.engine.deadline += max(0.0, chosen.pull_timeout - chosen.lookup_timeout)
            self._when_absent()
        return document

    def _asked(self, ask: Callable[[Reference], Offered]) -> Offered:
        """What a registry has; a refusal that docker's pull would get as well is a `RefusedPullError`."""
        reference = references.parse(self._image)
        try:
            return ask(reference)
        except UnlistedError:
            raise
        except RefusedError as error:
            is_uncertain = error.status in DENIALS and self.catalog.is_asked_by_helper(reference)
            if not error.status or is_uncertain:
                raise
            raise RefusedPullError(str(error)) from error

    def _prove(self, reference: Reference) -> bool:
        local = self.local()
        if local is None or local.named_by_id:
            return False
        if self.offered(live=True).digest in local.digests:
            return True
        if any(self.catalog.has(reference, digest) for digest in sorted(local.digests)[:_MOST_DIGESTS]):
            return True
        return any(local.identity in self.catalog.configurations(reference, each) for each in local.platforms[:1])

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
