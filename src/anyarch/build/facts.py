"""The questions that the table asks about the images of a build, about its builder, and their answers."""

from typing import NamedTuple, Protocol

from anyarch.decision.facts import Offered
from anyarch.dockerfile.needs import Need
from anyarch.oci.platforms import Platform


class Facts(Protocol):
    """The questions about one build. Any of them may raise `decision.facts.UnknownFactError`."""

    def host(self) -> Platform:
        """The builder's own platform, for which it builds by default."""

    def local(self, image: str) -> tuple[Platform, ...]:
        """For which platforms the builder has an image itself, and uses that; none if it always asks the registry."""

    def keeps_local(self) -> bool:
        """Whether it uses an image that it has whatever platform that is for, as the classic builder does."""

    def offered(self, image: str) -> Offered:
        """What the registry has under the name."""

    def confirm(self, image: str) -> None:
        """Make sure that `offered` is as of now."""

    def executes(self, platform: Platform) -> bool:
        """Whether the builder can start a program for the platform."""


class Seen(NamedTuple):
    """A needed image, and what is known about it.

    Attributes:
        need: the image, and where it is needed.
        local: see `Facts.local`.
        offered: what the registry has; None if that was not asked, or is not known.
        is_met: whether a build for the builder's own platform gets it.
        pin: if it does not, a platform that FROM could ask for; None for none.
    """

    need: Need
    local: tuple[Platform, ...]
    offered: Offered | None
    is_met: bool
    pin: Platform | None = None
