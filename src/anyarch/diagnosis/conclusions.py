"""From what was found to the cause: one pure function, `conclude`.

The files are checked in the order in which they are started, and the first that cannot start is the cause. How a
container ended counts only if its files show nothing wrong, or as evidence. A label is compared with the last program
that is started, since that is what the image is for.

The engine is asked only if it matters whether it executes a program. A program for the engine's own architecture is
expected to run (`oci.native`), unless it requires a CPU level.
"""

import shlex
from collections.abc import Callable
from typing import NamedTuple, Protocol

from anyarch.diagnosis.causes import CAUSES
from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import endings, entry_point
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_HIGHEST_LEVEL = 4
_LONGEST_SCRIPT = 60  # letters that are shown
_KINDS = {
    entry_point.FOLDER: "folder",
    entry_point.EMPTY: "empty-file",
    entry_point.BROKEN: "broken-file",
    entry_point.TEXT: "no-first-line",
    entry_point.MARKED_TEXT: "byte-order-mark",
}
_LIBRARIES = {"ld-musl": "it belongs to musl, Alpine's C library", "ld-linux": "it belongs to glibc"}


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

    def lacks_flag(self, platform: Platform) -> bool:
        """Whether its handler for the platform is known to lack the flag F."""

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
        may_be_private: whether a private emulator can start it, or has: not so for a container without one.
    """

    image: str
    label: str
    steps: tuple[Step, ...]
    ending: Ending | None = None
    mount: str = ""
    asked: str = ""
    is_image: bool = True
    may_be_private: bool = True


class Conclusion(NamedTuple):
    """A row of `causes.CAUSES` under its name, filled in for this case; it may have no commands."""

    cause: str
    sentence: str
    advice: str
    commands: tuple[str, ...]
    page: str


def conclude(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause; None if nothing is wrong."""
    before = Step(entry_point.COMMAND, "", "", entry_point.MISSING)
    for step in subject.steps:
        cause = _fault(step, before) or _fault_of_program(step, subject, engine)
        if cause:
            return _filled(cause, step, before, subject, engine)
        if step.role != entry_point.LOADER:
            before = step
    last = next((step for step in reversed(subject.steps) if _is_program(step)), before)
    cause = ""
    if _is_program(last):
        cause = _fault_of_ending(last, subject, engine) or _fault_of_label(last, subject, engine)
    cause = cause or ("default-platform" if subject.asked else "")
    if not cause and subject.is_image and last.script:
        cause = "shell-text"
    return _filled(cause, last, before, subject, engine) if cause else None


def emulated(steps: tuple[Step, ...], engine: Engine) -> str:
    """The first platform that the engine emulates to start these files; empty for none."""
    return next((step.platform for step in steps if _is_program(step) and not _is_native(step, engine)), "")


def platform_of(text: str) -> Platform | None:
    """The platform that a program or a label names; None if there is no such platform."""
    try:
        return platforms.parse(text)
    except ValueError:
        return None


def _fault(step: Step, before: Step) -> str:
    """What is wrong with the file itself, whatever the engine is."""
    if step.kind == entry_point.MISSING:
        if step.name.endswith("\r"):
            return "carriage-return"
        missing = {entry_point.LOADER: "loader-missing", entry_point.INTERPRETER: "interpreter-missing"}
        return missing.get(step.role, "carriage-return" if before.detail.endswith("\r") else "program-missing")
    if step.kind in _KINDS:
        return _KINDS[step.kind]
    return "" if step.is_executable or step.role == entry_point.LOADER else "not-executable"


def _fault_of_program(step: Step, subject: Subject, engine: Engine) -> str:
    """Why the engine cannot execute a program that is undamaged."""
    if not _is_program(step):
        return ""
    platform = platform_of(step.platform)
    if platform is None:
        return "foreign-program"
    if not _is_native(step, engine) and not engine.executes(platform):
        if _is_private(step, platform, subject, engine):
            return ""
        return _fault_of_foreign_program(step, platform, subject, engine)
    level = platform._replace(variant=f"v{step.level}")
    if step.level > 1 and (step.level > _HIGHEST_LEVEL or not engine.executes(level)):
        return "low-cpu-level"
    return ""


def _is_private(step: Step, platform: Platform, subject: Subject, engine: Engine) -> bool:
    """Whether a private emulator runs it, as the shim decides that: not if the image's label is wrong."""
    is_labelled = bool(subject.label) and not _disagrees(step, subject.label)
    return subject.may_be_private and is_labelled and engine.emulates_privately(platform)


def _fault_of_foreign_program(step: Step, platform: Platform, subject: Subject, engine: Engine) -> str:
    """The most specific reason; each is checked only if those before it do not hold."""
    searched = subject.ending is not None and subject.ending.kind == endings.NO_SUCH_FILE
    reasons: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("handler-without-f", lambda: searched or engine.lacks_flag(platform)),
        ("handler-gone", lambda: bool(engine.has_executed(platform))),
        ("no-32-bit-mode", lambda: native.may_run(platform, engine.host())),
        ("foreign-interpreter", lambda: step.role == entry_point.INTERPRETER),
        ("wrong-label", lambda: _disagrees(step, subject.label)),
        ("foreign-copy-of-digest", lambda: "@" in subject.image and engine.native_name() == subject.image),
        ("foreign-copy", lambda: engine.native_name() == subject.image),
        ("pinned-digest", lambda: bool(engine.native_name())),
    )
    return next((cause for cause, holds in reasons if holds()), "foreign-program")


def _fault_of_ending(step: Step, subject: Subject, engine: Engine) -> str:
    """What is wrong by how the container ended, if its files do not show it."""
    kind = subject.ending.kind if subject.ending else ""
    if kind == endings.CRASH and not _is_native(step, engine):
        return "emulator-crash"
    if kind in (endings.LOW_LEVEL, endings.ILLEGAL):
        return "low-cpu-level"
    if kind == endings.NO_PERMISSION and subject.mount:
        return "noexec-mount"
    return ""


def _fault_of_label(step: Step, subject: Subject, engine: Engine) -> str:
    """What is wrong with the label, although the program runs."""
    if not subject.label:
        return "no-label"
    if not _disagrees(step, subject.label):
        return ""
    return "wrong-label-native" if _is_native(step, engine) else "wrong-label-emulated"


def _filled(cause: str, step: Step, before: Step, subject: Subject, engine: Engine) -> Conclusion:
    row = CAUSES[cause]
    values = {
        "image": subject.image,
        "label": subject.label,
        "asked": subject.asked,
        "script": _short(step.script),
        "host": str(engine.host()),
        "name": step.name,
        "path": before.path if cause == "carriage-return" else step.path or step.name,
        "platform": step.platform or before.platform or "an unknown CPU",
        "emulated": step.platform,
        "words": before.path,
        "native": engine.native_name() if cause == "pinned-digest" else "",
        "mount": subject.mount,
        "detail": _detail(cause, step, before, subject),
        "level": _level(step, subject.ending),
        "crash": (subject.ending.line or f"status {subject.ending.status}") if subject.ending else "",
    }
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    is_known = all(values[name] for command in row.commands for name in values if f"{{{name}}}" in command)
    commands = tuple(command.format(**quoted) for command in row.commands) if is_known else ()
    advice = row.advice.format(**values)
    if not commands:
        advice = advice.removesuffix(":").removesuffix(".") + "."
    return Conclusion(cause, row.sentence.format(**values), advice, commands, row.page)


def _detail(cause: str, step: Step, before: Step, subject: Subject) -> str:
    if cause != "loader-missing":
        return step.detail
    if _disagrees(before, subject.label):
        return f"the image is for {subject.label}, the program for {before.platform}"
    file = step.name.rpartition("/")[2]
    return next(
        (owner for name, owner in _LIBRARIES.items() if file.startswith(name)), "no other loader can replace it"
    )


def _short(script: str) -> str:
    return script if len(script) <= _LONGEST_SCRIPT else f"{script[: _LONGEST_SCRIPT - 1]}…"


def _level(step: Step, ending: Ending | None) -> str:
    if step.level > 1:
        return f"x86-64-v{step.level}"
    return (ending.line if ending else "") or "it used an instruction that the CPU does not have"


def _is_program(step: Step) -> bool:
    return step.kind == entry_point.PROGRAM and step.role != entry_point.LOADER


def _is_native(step: Step, engine: Engine) -> bool:
    platform = platform_of(step.platform)
    return platform is not None and native.is_native(platform, engine.host(), engine.executes)


def _disagrees(step: Step, label: str) -> bool:
    """Whether a CPU as on the label cannot run the program; 386 in an image for amd64 is fine."""
    platform, labelled = platform_of(step.platform), platform_of(label)
    return platform is not None and labelled is not None and not native.may_run(platform, labelled)
