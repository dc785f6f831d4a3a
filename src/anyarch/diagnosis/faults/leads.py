"""What the file shows that a container's log names.

A fault of a file that could not have led to what is said of it is no cause: a configuration file that may not be
written is no script without a first line. Whose instruction was at fault is never told from a text.
"""

from anyarch.diagnosis.evidence import Evidence
from anyarch.diagnosis.faults import pages, steps
from anyarch.diagnosis.subject import Engine, Subject, is_native, is_program, platform_of
from anyarch.programs import endings, entry_point
from anyarch.programs.entry_point import FOLDER, INTERPRETER, LOADER, MISSING, PROGRAM, SCRIPT, Step
from anyarch.programs.leads import Lead
from anyarch.programs.leads_table import (
    CRASH,
    EMULATOR,
    ILLEGAL,
    LOADED,
    NO_LOADER,
    NO_PERMISSION,
    NO_SUCH_FILE,
    OPENED,
    READ,
    STARTED,
    STARTERS,
    WRONG_FORMAT,
)

# What a shell reads as a script, or refuses to, all the same.
_NEVER_READ = ("folder", "empty-file", "no-first-line", "not-executable")
_FORMATTED = ("folder", "not-executable")
_NOTHING = Step(entry_point.COMMAND, "", "", MISSING)


def fault(evidence: Evidence, subject: Subject, engine: Engine) -> tuple[str, Step, Step]:
    """The cause that the file shows, the step, and the step before it; no cause if it shows none."""
    lead = evidence.lead
    if not evidence.steps:
        return "", _NOTHING, _NOTHING
    first = evidence.steps[0]
    if lead.kind == NO_LOADER:
        return "child-loader-missing", first, subject.steps[0] if subject.steps else _NOTHING
    if lead.report == LOADED:
        return _of_module(first, subject, engine)
    if lead.kind == NO_PERMISSION:
        return _denied(lead, first, evidence.mount), first, _NOTHING
    cause, step, before = steps.first(evidence.steps, subject, engine)
    return (cause if cause and _is_shown(lead, step, cause, subject) else ""), step, before


def is_explained(evidence: Evidence, subject: Subject, engine: Engine) -> bool:
    """Whether what is said needs no cause: it is no report of a start that failed, or its program is emulated now."""
    lead = evidence.lead
    if lead.report != STARTED or lead.kind in (CRASH, EMULATOR, ILLEGAL) or subject.ending is None:
        return True
    named = evidence.steps or (() if lead.word else subject.steps)
    return any(_is_emulated(step, engine) for step in named if is_program(step))


def _of_module(step: Step, subject: Subject, engine: Engine) -> tuple[str, Step, Step]:
    """Why the container's program cannot load a library, which need not be executable."""
    process = next((each for each in reversed(subject.steps) if is_program(each)), None)
    if step.kind == PROGRAM:
        own, needed = platform_of(step.platform), platform_of(process.platform) if process else None
        is_foreign = own is not None and needed is not None and own.architecture != needed.architecture
        return ("foreign-module" if is_foreign else pages.fault(step, engine)), step, process or _NOTHING
    cause, *found = steps.first((step._replace(is_executable=True),), subject, engine)
    return (cause if step.kind != MISSING and cause not in _NEVER_READ else ""), found[0], found[1]


def _is_emulated(step: Step, engine: Engine) -> bool:
    platform = platform_of(step.platform)
    return platform is not None and not is_native(step, engine) and bool(engine.executes(platform))


def _denied(lead: Lead, step: Step, mount: str) -> str:
    """Why a file is not executed. That it may not be written is no cause."""
    if step.kind == FOLDER:
        return "folder" if lead.report == STARTED else ""
    if step.kind == MISSING:
        return ""
    if not step.is_executable:
        return "not-executable" if lead.report == STARTED or step.kind in (SCRIPT, PROGRAM) else ""
    return "noexec-mount" if mount and lead.report == STARTED else ""


def _is_shown(lead: Lead, step: Step, cause: str, subject: Subject) -> bool:
    """Whether a fault of the file is what the text reports."""
    if lead.kind == WRONG_FORMAT:
        unlikely = _NEVER_READ if lead.report == READ else _FORMATTED
        return step.kind not in (MISSING, SCRIPT) and cause not in unlikely
    if lead.kind != NO_SUCH_FILE:
        return False
    if step.kind == MISSING:
        return step.role in (INTERPRETER, LOADER) or _was_needed(lead, subject)
    return (step.kind == PROGRAM and cause != "not-executable") or cause == "carriage-return"


def _was_needed(lead: Lead, subject: Subject) -> bool:
    """Whether the container ended because a file is missing: scripts go on after a command that is not found."""
    if lead.report == OPENED or subject.ending is None:
        return False
    return lead.speaker in STARTERS or lead.is_last or endings.not_found(subject.ending.status)
