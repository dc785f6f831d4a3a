"""The questions that the decision table asks about one image and one engine, and their answers.

The answers may come from an engine, a registry, the cache, or a test (see `preflight.facts`).
"""

from typing import NamedTuple, Protocol

from anyarch.bare.errors import AnyarchError
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform


class UnknownFactError(AnyarchError):
    """A question could not be answered."""


class UnseenError(UnknownFactError):
    """What the command starts cannot be seen before the container runs."""


class RefusedPullError(UnknownFactError):
    """The engine cannot pull the image: the registry refuses it, or the engine does not reach the registry."""


class Local(NamedTuple):
    """The local image.

    Attributes:
        platforms: those that it can be run for; empty if it does not say.
        digests: of its manifest or index, in its own repository.
        named_by_id: whether IMAGE is its ID.
        identity: its ID: in the classic store, the digest of its configuration.
        is_replaced: whether the engine itself replaces a foreign copy by a native one, if the registry has one.
    """

    platforms: tuple[Platform, ...]
    digests: frozenset[str]
    named_by_id: bool
    identity: str = ""
    is_replaced: bool = False


class Offered(NamedTuple):
    """What a registry has under a name.

    Attributes:
        platforms: those that it names.
        digest: of the index, or of the single manifest.
        is_index: which of the two it is.
        is_complete: whether each entry of the index names its platform. Engines take one that does not for their own
            (moby, distribution/pull_v2_unix.go, filterManifests), so what such an index offers is only partly known.
    """

    platforms: tuple[Platform, ...]
    digest: str
    is_index: bool
    is_complete: bool = True


class Pack(NamedTuple):
    """A pack on the engine: the volume's name, and the architectures that it emulates, by their Go names."""

    volume: str
    emulates: frozenset[str]


class Product(NamedTuple):
    """A product that the engine is part of: its name, and how to turn on its emulator, as the end of a sentence."""

    name: str
    switch: str


class Route(NamedTuple):
    """A way to another engine.

    Attributes:
        context: its docker context.
        platform: the platform that it runs natively.
        is_named: whether it has to be asked for the platform by name, since its own is another one.
    """

    context: str
    platform: Platform
    is_named: bool = False


class Facts(Protocol):
    """The questions about one IMAGE and one engine. Any of them may raise `UnknownFactError`."""

    def host(self) -> Platform:
        """The engine's own platform."""

    def local(self) -> Local | None:
        """What the engine has under the name; None for nothing."""

    def offered(self, *, live: bool = False) -> Offered:
        """What the registry has under the name: from the cache, or if `live`, as of now."""

    def confirm(self) -> None:
        """Make sure that `offered` is as of now: the registry confirms the cached answer, or gives a new one."""

    def is_the_registrys(self) -> bool:
        """Whether the registry provably has the local image, so that replacing it loses nothing; no in doubt."""

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """The platform of the program that the command starts in the local image; None if it was not inspected.

        Args:
            is_doubtful: whether the image's label is a reason to inspect it: it is foreign, or empty.

        Raises:
            UnseenError: the program is under a mount.
        """

    def expect(self, several: tuple[Platform, ...]) -> None:
        """Say that `executes` may be asked of each of these platforms, in turn, so that some can be tried at once."""

    def executes(self, platform: Platform) -> bool:
        """Whether the engine can start a program for the platform, in any container."""

    def selects_levels(self) -> bool:
        """Whether the engine itself selects, from an index, the highest level that its CPU has (`native.levels`)."""

    def executes_inside(self, platform: Platform) -> bool:
        """Whether it can do so in a container of the local image, which has the emulator that a handler looks for."""

    def searches_inside(self, platform: Platform) -> bool:
        """Whether it has a handler for the platform that looks for its emulator in each container."""

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the engine has a pack with an emulator for the platform."""

    def has_own_emulators(self, platform: Platform) -> bool:
        """Whether the engine is part of a product whose emulator for the platform is turned on, not installed."""

    def route(self, platforms: tuple[Platform, ...]) -> Route | None:
        """The way to another engine, on which the command can run natively for the first such platform; None for none.

        It is the same command there only if it is closed (`routing`), and gets the same image.
        """

    def may_repull(self) -> bool:
        """Whether IMAGE is a name that may come to mean another image: no ID, and no digest."""


def local_platforms(facts: Facts) -> tuple[Platform, ...]:
    """The platforms of the local image; none if there is no such image, or that is unknown."""
    try:
        local = facts.local()
    except UnknownFactError:
        return ()
    return local.platforms if local else ()


def executed_by(facts: Facts) -> Executes:
    """`Facts.executes`, but None for what is unknown."""

    def executes(platform: Platform) -> bool | None:
        try:
            return facts.executes(platform)
        except UnknownFactError:
            return None

    return executes
