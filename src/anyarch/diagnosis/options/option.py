"""The ways out for an image that the engine does not run as it is: use what exists, build it, or emulate it.

Each way is a room with a function `examine`, which says whether it works here and now, what to know of it, and the
exact commands. Commands are lists of words, so that no name can become more than a word of them. Nothing is pulled,
built or installed; to find out what the engine executes, it is made to execute the probe.
"""

from typing import NamedTuple

from anyarch.decision.facts import Local, Offered
from anyarch.oci import native
from anyarch.oci.native import Executes
from anyarch.oci.platforms import Platform

READY = "ready"  # the commands work here and now
POSSIBLE = "possible"  # after the commands that prepare it
NONE = "none"
UNKNOWN = "unknown"  # whoever knows does not answer


class Option(NamedTuple):
    """One way out.

    Attributes:
        way: ``use``, ``build`` or ``emulate``.
        state: one of the words above.
        sentence: what it comes down to, here and now.
        commands: the words of each command, in order.
        notes: what to know before; a sentence each.
        undo: the commands that take back what the others have prepared.
    """

    way: str
    state: str
    sentence: str
    commands: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    undo: tuple[tuple[str, ...], ...] = ()


class Situation(NamedTuple):
    """What is known of the image and the engine.

    Attributes:
        image: the image as it was typed.
        host: the engine's own platform.
        local: what the engine has under the name; None for nothing.
        offered: what the registry has under it; None for nothing, or where that is not known.
        refusal: why `offered` is None: one sentence.
        is_refused_for_good: whether the registry has said that there is none, or none for this login.
        is_platform_preset: whether DOCKER_DEFAULT_PLATFORM would choose the platform of a command that names none.
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
        """All platforms of the image that are known, the local ones first."""
        local = self.local.platforms if self.local else ()
        offered = self.offered.platforms if self.offered else ()
        return tuple(dict.fromkeys((*local, *offered)))

    def foreign(self, executes: Executes) -> tuple[Platform, ...]:
        """Those of them that only an emulator could run on this engine."""
        return tuple(p for p in self.known if p.os == self.host.os and not native.is_native(p, self.host, executes))
