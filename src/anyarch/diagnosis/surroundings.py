"""The real engine and registry, as `subject.Engine`.

Each question is asked only if a conclusion needs it. If it cannot be answered, that counts as a no: the diagnosis is
then less exact, but does not fail.
"""

from anyarch.bare.command_line import PassThrough, parse
from anyarch.bare.errors import AnyarchError
from anyarch.decision.facts import Product, UnknownFactError
from anyarch.decision.outcome import PRIVATE_EMULATION
from anyarch.emulators import probe
from anyarch.emulators.handlers import interpreter, table
from anyarch.emulators.handlers.table import Handler
from anyarch.engine import Engine
from anyarch.oci import native
from anyarch.oci.platforms import Platform
from anyarch.preflight import consent
from anyarch.preflight.facts import EngineFacts
from anyarch.preflight.look import Look
from anyarch.programs.entry_point import Step


def emulates_privately(engine: Engine, platform: Platform) -> bool:
    """Whether the shim runs a platform that the engine does not execute with a private emulator of the engine's.

    This is the one answer for all that is said about an engine.
    """
    may = PRIVATE_EMULATION in consent.rungs(engine.settings.emulation, engine.environment)
    return may and EngineFacts("", engine).emulates_privately(platform)


class Surroundings:
    """The engine and the registry around one image.

    Args:
        image: the image's name as it was typed.
        engine: the engine; each question has its own deadline.
    """

    def __init__(self, image: str, engine: Engine) -> None:
        self._image = image
        self._engine = engine
        self._native_name: str | None = None
        self._table: list[tuple[Handler, ...] | None] = []  # once it was asked for
        self._interpreters: dict[str, Step | None] = {}

    def host(self) -> Platform:
        """The engine's own platform."""
        return self._engine.platform()

    def executes(self, platform: Platform) -> bool | None:
        """Whether the engine starts a program for the platform in the image; None if that cannot be tested."""
        try:
            return probe.executes(self._engine, platform) or self._brings_emulator(platform)
        except AnyarchError:
            return None

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the shim runs a program for the platform with a private emulator."""
        return emulates_privately(self._engine, platform)

    def has_executed(self, platform: Platform) -> str:
        """The day on which it last did so; empty for never."""
        return probe.last_seen(self._engine, platform)

    def handlers(self, platform: Platform) -> tuple[Handler, ...] | None:
        """The handlers that the engine's kernel has for the platform, also disabled ones; None if not shown."""
        if not self._table:
            try:
                self._table.append(table.read(self._engine))
            except AnyarchError:
                self._table.append(None)
        [found] = self._table
        if found is None:
            return None
        return tuple(each for each in found if each.architecture == platform.architecture)

    def interpreter(self, handler: Handler) -> Step | None:
        """The interpreter of a handler, as what would start first; None if the engine does not show it."""
        if handler.interpreter not in self._interpreters:
            self._interpreters[handler.interpreter] = interpreter.look(self._engine, handler.interpreter)
        return self._interpreters[handler.interpreter]

    def product(self, platform: Platform) -> Product | None:
        """The product that the engine is part of, if that has an emulator of its own for the platform; else None."""
        try:
            return EngineFacts(self._image, self._engine).product(platform)
        except UnknownFactError:
            return None

    def native_name(self) -> str:
        """The name under which the registry has the image for the host: its own, or its tag; empty for none."""
        if self._native_name is None:
            name, at, _ = self._image.partition("@")
            names = [self._image, name] if at else [self._image]
            self._native_name = next((each for each in names if self._is_offered(each)), "")
        return self._native_name

    def _brings_emulator(self, platform: Platform) -> bool:
        """Whether the image has the emulator that a handler without the flag F looks for, as the shim finds out."""
        invocation = parse(["run", "--", self._image], {})
        if isinstance(invocation, PassThrough) or native.same_cpu(platform, self.host()):
            return False
        facts = EngineFacts(self._image, self._engine, inspected=Look(invocation, self._engine))
        return facts.executes_inside(platform)

    def _is_offered(self, image: str) -> bool:
        engine = self._engine.within(self._engine.settings.lookup_timeout)
        try:
            return self.host() in EngineFacts(image, engine).offered(live=True).platforms
        except UnknownFactError:
            return False
