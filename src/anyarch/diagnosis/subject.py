"""What is diagnosed, and what can be asked about the engine and the registry while that is done."""

import itertools
from typing import NamedTuple, Protocol

from anyarch.decision.facts import Product
from anyarch.diagnosis.evidence import Evidence
from anyarch.emulators.handlers import modes
from anyarch.emulators.handlers.table import Handler
from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import entry_point
from anyarch.programs.children import Children
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step


class Engine(Protocol):
    """What can be found out about the engine and the registry."""

    def host(self) -> Platform:
        """The engine's own platform."""

    def executes(self, platform: Platform) -> bool | None:
        """Whether it starts a program for the platform; None if that cannot be tested."""

    def emulates_privately(self, platform: Platform) -> bool:
        """Whether anyarch runs a program for the platform with a private emulator."""

    def has_executed(self, platform: Platform) -> str:
        """When it last did so; empty for never."""

    def handlers(self, platform: Platform) -> tuple[Handler, ...] | None:
        """The handlers that its kernel has for the platform, also disabled ones; None if they are not shown."""

    def interpreter(self, handler: Handler) -> Step | None:
        """The interpreter of a handler, as what would start; None if it is not shown."""

    def product(self, platform: Platform) -> Product | None:
        """The product that it is part of, if that has an emulator of its own for the platform to turn on; else None."""

    def native_name(self) -> str:
        """The name under which the registry has the image for the host: its own, or its tag; empty for none."""


class Subject(NamedTuple):
    """What is diagnosed.

    Attributes:
        image: the image's name as it was typed.
        label: the platform on its label; empty if that is missing or incomplete.
        steps: what it starts, see `entry_point.walk`.
        ending: how its container ended; None for an image, and for a container that has not been started.
        mount: the directory of the engine's machine that is mounted over the first program; empty for none.
        asked: the platform that DOCKER_DEFAULT_PLATFORM asks for, if the local image is for none like it; else empty.
        is_image: whether it is an image: how a container has ended shows what the image does not.
        has_shell: whether the image has a sound /bin/sh.
        starts_shell: whether the engine can execute that.
        children: what its scripts start, see `descent.find`.
        may_be_private: whether a private emulator can start it, or has: not so for a container without one.
        evidence: what the container's log names, with the files; none for an image.
    """

    image: str
    label: str
    steps: tuple[Step, ...]
    ending: Ending | None = None
    mount: str = ""
    asked: str = ""
    is_image: bool = True
    has_shell: bool = True
    starts_shell: bool = True
    may_be_private: bool = True
    children: Children = Children()
    evidence: tuple[Evidence, ...] = ()


def platform_of(text: str) -> Platform | None:
    """The platform that a program or a label names; None if there is no such platform."""
    try:
        return platforms.parse(text)
    except ValueError:
        return None


def is_program(step: Step) -> bool:
    """Whether a step is an undamaged program, and no loader."""
    return step.kind == entry_point.PROGRAM and step.role != entry_point.LOADER


def is_native(step: Step, engine: Engine) -> bool:
    """Whether a step is a program that the engine runs without an emulator."""
    platform = platform_of(step.platform)
    return platform is not None and modes.is_native(platform, engine.host(), engine.executes, engine.handlers)


def script_before(step: Step, before: Step, steps: tuple[Step, ...]) -> Step | None:
    """The last script that is started before one of some steps, which the one `before` starts; None for none."""
    if before.kind == entry_point.SCRIPT:
        return before
    earlier = tuple(itertools.takewhile(lambda other: other is not step, steps))
    found = (other for other in reversed(earlier) if other.kind == entry_point.SCRIPT)
    return next(found, None) if len(earlier) < len(steps) else None


def disagrees(step: Step, label: str) -> bool:
    """Whether a CPU as on the label cannot run the program; 386 in an image for amd64 is fine."""
    platform, labelled = platform_of(step.platform), platform_of(label)
    return platform is not None and labelled is not None and not native.may_run(platform, labelled)
