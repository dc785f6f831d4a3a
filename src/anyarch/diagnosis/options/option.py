"""The ways to run an image that the engine does not run as it is: use an existing image, build it, or emulate it.

Commands are lists of words, so that a name can never be more than one word of them.
"""

from typing import NamedTuple

from anyarch.decision.facts import Local, Offered
from anyarch.oci import native
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

READY = "ready"  # the commands work now
POSSIBLE = "possible"  # the first commands prepare it
NONE = "none"
UNKNOWN = "unknown"  # the engine or the registry does not answer


class Option(NamedTuple):
    """One way.

    Attributes:
        way: ``use``, ``build`` or ``emulate``.
        state: one of the constants above.
        sentence: how it works here.
        commands: the words of each command, in order.
        notes: what to know first; one sentence each.
        undo: the commands that undo what the others have prepared.
    """

    way: str
    state: str
    sentence: str
    commands: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    undo: tuple[tuple[str, ...], ...] = ()


class Situation(NamedTuple):
    """What is known about the image and the engine.

    Attributes:
        image: the image as it was typed.
        host: the engine's own platform.
        local: what the engine has under the name; None for nothing.
        offered: what the registry has under the name; None for nothing, or if that is not known.
        refusal: why `offered` is None: one sentence.
        is_refused_for_good: whether the registry said that there is none, or none for this login.
        is_platform_preset: whether DOCKER_DEFAULT_PLATFORM sets the platform of commands that name none.
    """

    image: str
    host: Platform
    local: Local | None
    offered: Offered | None
    refusal: str
    is_refused_for_good: bool
    is_platform_preset: bool = False

    @property
    def known(self) -> tuple[Platform, ...]:
        """All known platforms of the image, the local ones first."""
        local = self.local.platforms if self.local else ()
        offered = self.offered.platforms if self.offered else ()
        return tuple(dict.fromkeys((*local, *offered)))

    def foreign(self, itself: Executes) -> tuple[Platform, ...]:
        """Those that need an emulator on this engine; `itself` is whether its CPU executes a platform."""
        return tuple(p for p in self.known if p.os == self.host.os and not native.is_native(p, self.host, itself))
