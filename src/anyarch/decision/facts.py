"""What the decision table is told: the questions that it asks about one image and one engine, and their answers.

The answers may come from an engine, a registry, a cache, or a test; `facts` gathers them.
"""

from typing import NamedTuple, Protocol

from anyarch.bare.errors import AnyarchError
from anyarch.oci.platforms import Platform


class UnknownFactError(AnyarchError):
    """A question could not be answered."""


class Local(NamedTuple):
    """The local image: its platforms, the digests that its own repository gave it, and whether IMAGE is its ID."""

    platforms: tuple[Platform, ...]
    digests: frozenset[str]
    named_by_id: bool


class Offered(NamedTuple):
    """What a registry offers under a name: the platforms, the digest of it all, and whether that is an index."""

    platforms: tuple[Platform, ...]
    digest: str
    is_index: bool


class Pack(NamedTuple):
    """A pack on the engine: the volume's name, and the architectures that its emulators are for, by their Go names."""

    volume: str
    emulates: frozenset[str]


class Product(NamedTuple):
    """A product that the engine is part of: its name, and how its emulator is switched on, as the end of a sentence."""

    name: str
    switch: str


class Facts(Protocol):
    """The questions that the table asks, about one IMAGE and one engine."""

    def host(self) -> Platform:
        """The engine's own platform."""

    def local(self) -> Local | None:
        """What the engine has under the name; None for nothing."""

    def offered(self, *, live: bool = False) -> Offered:
        """What the registry has under the name, remembered or, if `live`, as of now."""

    def confirm(self) -> None:
        """See to it that `offered` is as of now, by the registry's word that a remembered answer still holds."""

    def starts(self, *, is_doubtful: bool) -> Platform | None:
        """What the program is for that the local image starts; None where nobody has looked.

        Args:
            is_doubtful: whether the image's label wants a look: it is foreign, or empty.
        """

    def executes(self, platform: Platform) -> bool:
        """Whether the engine can start a program for the platform."""

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether the engine has a pack with an emulator for the platform."""

    def has_own_emulators(self) -> bool:
        """Whether the engine is inside a product whose emulators are switched on, and not installed."""

    def may_repull(self) -> bool:
        """Whether IMAGE is a name that may come to mean another image: no ID, and no digest."""
