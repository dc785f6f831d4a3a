"""Why the engine cannot execute a program that is undamaged, or how that ended.

The engine is asked only if it matters whether it executes a program. A program for the engine's own architecture is
expected to run (`oci.native`), unless it requires a CPU level.
"""

from collections.abc import Callable

from anyarch.diagnosis.faults import cpu, handlers, pages
from anyarch.diagnosis.subject import Engine, Subject, disagrees, is_native, is_program, platform_of
from anyarch.oci import native
from anyarch.oci.platforms import Platform
from anyarch.programs import endings, entry_point
from anyarch.programs.entry_point import Step
from anyarch.programs.interpreters import SHELLS
from anyarch.programs.leads_table import CRASH, ILLEGAL, LOW_LEVEL, NO_SUCH_FILE

_HIGHEST_LEVEL = 4
_QEMU = "qemu: "


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
    missed = "" if _ignores_handlers(step, subject, engine) else _missed(step, platform, engine)
    level = platform._replace(variant=f"v{step.level}")
    is_too_high = step.level > 1 and (step.level > _HIGHEST_LEVEL or not engine.executes(level))
    return missed or ("low-cpu-level" if is_too_high else pages.fault(step, engine))


def _missed(step: Step, platform: Platform, engine: Engine) -> str:
    """Why handlers do not run a program, although the engine executes others for its platform."""
    return handlers.fault_of_header(step, platform, engine) or handlers.fault_of_reading(step, platform, engine)


def _ignores_handlers(step: Step, subject: Subject, engine: Engine) -> bool:
    """Whether no handler is needed: the program is native, or its container was started with a private emulator."""
    return is_native(step, engine) or (subject.may_be_private and not subject.is_image)


def _is_private(step: Step, platform: Platform, subject: Subject, engine: Engine) -> bool:
    """Whether a private emulator runs it, as the shim decides that: not if the image's label is wrong."""
    is_labelled = bool(subject.label) and not disagrees(step, subject.label)
    return subject.may_be_private and is_labelled and engine.emulates_privately(platform)


def _fault_of_foreign_program(step: Step, platform: Platform, subject: Subject, engine: Engine) -> str:
    """The most specific reason; each is checked only if those before it do not hold."""
    by_handler = handlers.fault(platform, engine, is_not_found=_is_searched(step, subject))
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


def _is_searched(step: Step, subject: Subject) -> bool:
    """Whether the container's log says that a file was missing at the start of this one, which is there."""
    ending, started = subject.ending, subject.steps
    is_ending = ending is not None and ending.kind == NO_SUCH_FILE and step in started
    if ending and is_ending and ending.path in ("", *(name for each in started for name in (each.name, each.path))):
        return True
    return any(each.lead.kind == NO_SUCH_FILE and step in each.steps for each in subject.evidence)


def fault_of_ending(step: Step, subject: Subject, engine: Engine) -> str:
    """What is wrong by how the container ended, if its files do not show it.

    A line of the log counts if the exit status or the engine's CPU agrees with it, or if it is QEMU's.
    """
    ending = subject.ending
    if ending is None:
        return ""
    is_signal = endings.is_signal(ending.status, ending.kind)
    if ending.kind in (CRASH, ILLEGAL) and not (is_signal or ending.line.startswith(_QEMU)):
        return ""
    if ending.kind == LOW_LEVEL and not _lacks_a_level(step, engine):
        return ""
    return cpu.fault(step, ending, engine)


def blamed(step: Step, subject: Subject) -> Step:
    """The last program, under the name of what may have ended so: for a script, it is not the interpreter.

    A shell ends with the status of what it started, and other interpreters load libraries.
    """
    script = next((each for each in reversed(subject.steps) if each.kind == entry_point.SCRIPT), None)
    runs_text = step.name.rpartition("/")[2] in SHELLS and bool(subject.children.started or subject.children.unread)
    if runs_text and step.role != entry_point.INTERPRETER:
        return step._replace(path=f"Something that {step.path} starts")
    if step.role != entry_point.INTERPRETER or script is None:
        return step
    what = "starts" if step.name.rpartition("/")[2] in SHELLS else "loads or starts"
    return step._replace(path=f"Something that {script.path} {what}")


def _lacks_a_level(step: Step, engine: Engine) -> bool:
    platform = platform_of(step.platform)
    if platform is None or platform.architecture != "amd64":
        return False
    levels = (platform._replace(variant=f"v{level}") for level in range(2, _HIGHEST_LEVEL + 1))
    return not all(engine.executes(level) for level in levels)
