"""Why the engine cannot execute a program that is undamaged, or how that ended.

The engine is asked only if it matters whether it executes a program. A program for the engine's own architecture is
expected to run (`oci.native`), unless it requires a CPU level.
"""

from collections.abc import Callable

from anyarch.diagnosis.faults import cpu, handlers
from anyarch.diagnosis.subject import Engine, Subject, disagrees, is_native, is_program, platform_of
from anyarch.oci import native
from anyarch.oci.platforms import Platform
from anyarch.programs import endings, entry_point
from anyarch.programs.entry_point import Step

_HIGHEST_LEVEL = 4


def fault_of_program(step: Step, subject: Subject, engine: Engine) -> str:
    """Why the engine cannot execute a program that is undamaged."""
    if not is_program(step):
        return ""
    platform = platform_of(step.platform)
    if platform is None:
        return "foreign-program"
    if not is_native(step, engine) and not engine.executes(platform):
        is_private = _is_private(step, platform, subject, engine)
        return "" if is_private else _fault_of_foreign_program(step, platform, subject, engine)
    missed = "" if _ignores_handlers(step, subject, engine) else handlers.fault_of_header(step, platform, engine)
    level = platform._replace(variant=f"v{step.level}")
    is_too_high = step.level > 1 and (step.level > _HIGHEST_LEVEL or not engine.executes(level))
    return missed or ("low-cpu-level" if is_too_high else "")


def _ignores_handlers(step: Step, subject: Subject, engine: Engine) -> bool:
    """Whether no handler is needed: the program is native, or its container was started with a private emulator."""
    return is_native(step, engine) or (subject.may_be_private and not subject.is_image)


def _is_private(step: Step, platform: Platform, subject: Subject, engine: Engine) -> bool:
    """Whether a private emulator runs it, as the shim decides that: not if the image's label is wrong."""
    is_labelled = bool(subject.label) and not disagrees(step, subject.label)
    return subject.may_be_private and is_labelled and engine.emulates_privately(platform)


def _fault_of_foreign_program(step: Step, platform: Platform, subject: Subject, engine: Engine) -> str:
    """The most specific reason; each is checked only if those before it do not hold."""
    by_handler = handlers.fault(platform, subject, engine)
    if by_handler:
        return by_handler
    reasons: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("handler-gone", lambda: bool(engine.has_executed(platform))),
        ("no-32-bit-mode", lambda: native.may_run(platform, engine.host())),
        ("foreign-interpreter", lambda: step.role == entry_point.INTERPRETER),
        ("wrong-label", lambda: disagrees(step, subject.label)),
        ("foreign-copy-of-digest", lambda: "@" in subject.image and engine.native_name() == subject.image),
        ("foreign-copy", lambda: engine.native_name() == subject.image),
        ("pinned-digest", lambda: bool(engine.native_name())),
    )
    return next((cause for cause, holds in reasons if holds()), "foreign-program")


def fault_of_ending(step: Step, subject: Subject, engine: Engine) -> str:
    """What is wrong by how the container ended, if its files do not show it."""
    if subject.ending is None:
        return ""
    if subject.ending.kind == endings.NO_PERMISSION and subject.mount:
        return "noexec-mount"
    return cpu.fault(step, subject.ending, engine)
