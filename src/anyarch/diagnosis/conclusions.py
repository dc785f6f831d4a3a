"""From what was found to the cause: one pure function, `conclude`.

The files are checked in the order in which they are started, and the first that cannot start is the cause. How a
container ended counts only if its files show nothing wrong, or as evidence. A label is compared with the last program
that is started, since that is what the image is for.

Then come the programs that its scripts start for sure, in their order; those that may be started are no cause, but
`notes`. Nor is a file that is missing, empty or not executable, if a program that the script starts before may change
that.
"""

from typing import NamedTuple

from anyarch.diagnosis import wording
from anyarch.diagnosis.faults import contents, execution, labels
from anyarch.diagnosis.subject import Engine, Subject, is_native, is_program
from anyarch.diagnosis.wording import Conclusion
from anyarch.programs import entry_point
from anyarch.programs.children import Child
from anyarch.programs.entry_point import Step
from anyarch.programs.interpreters import SHELLS

_NOTHING = Step(entry_point.COMMAND, "", "", entry_point.MISSING)


def conclude(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause; None if nothing is wrong."""
    cause, step, before = _first_fault(subject.steps, _NOTHING, subject, engine)
    if cause:
        return wording.conclusion(cause, step, before, subject, engine)
    for child in subject.children.started:
        fault = _fault_of_child(child, subject, engine)
        if fault.is_lasting and child.is_sure:
            return wording.of_child(fault.cause, fault.step, fault.before, subject, engine)
    last = next((step for step in reversed(subject.steps) if is_program(step)), before)
    cause = ""
    if is_program(last):
        cause = execution.fault_of_ending(last, subject, engine) or labels.fault(last, subject, engine)
    cause = cause or ("default-platform" if subject.asked else "")
    is_shell = last.name.rpartition("/")[2] in SHELLS  # and no program that is given to a script
    if not cause and subject.is_image and subject.children.hidden and is_shell:
        return wording.of_hidden(subject.children.hidden, subject, engine)
    return wording.conclusion(cause, last, before, subject, engine) if cause else None


def notes(subject: Subject, engine: Engine) -> tuple[str, ...]:
    """What is wrong with programs that only may be started, or that may change before; each is a sentence or two."""
    found = []
    for child in subject.children.started:
        fault = _fault_of_child(child, subject, engine)
        is_asked = fault.step.kind == entry_point.MISSING and not child.is_sure  # a script may ask whether it is there
        if fault.cause and not is_asked and not (fault.is_lasting and child.is_sure):
            verb = "starts" if child.is_sure else "may start"
            sentence = wording.of_child(fault.cause, fault.step, fault.before, subject, engine).sentence
            found.append(f"{child.by} {verb} {child.steps[0].name}. {sentence}")
    return tuple(dict.fromkeys(found))


class _Fault(NamedTuple):
    """What is wrong with what a script starts (empty for nothing), at which step and after which.

    `is_lasting` is whether it is also wrong when the script comes to it.
    """

    cause: str
    step: Step
    before: Step
    is_lasting: bool


def _fault_of_child(child: Child, subject: Subject, engine: Engine) -> _Fault:
    script = Step(entry_point.COMMAND, child.by, child.by, entry_point.SCRIPT)
    cause, step, before = _first_fault(child.steps, script, subject, engine)
    is_of_file = bool(contents.fault(step, before)) if cause else False
    # A shell that cannot execute an empty file reads it as a script.
    is_read = step is child.steps[0] and step.kind == entry_point.EMPTY
    is_lasting = bool(cause) and not (is_of_file and child.may_change) and not is_read
    return _Fault(cause, step, before, is_lasting)


def _first_fault(steps: tuple[Step, ...], before: Step, subject: Subject, engine: Engine) -> tuple[str, Step, Step]:
    """What is wrong with the first file that cannot start, that file, and the one before it; empty for nothing."""
    for step in steps:
        if cause := contents.fault(step, before) or execution.fault_of_program(step, subject, engine):
            return cause, step, before
        before = before if step.role == entry_point.LOADER else step
    return "", before, before


def emulated(steps: tuple[Step, ...], engine: Engine) -> str:
    """The first platform that the engine emulates to start these files; empty for none."""
    return next((step.platform for step in steps if is_program(step) and not is_native(step, engine)), "")
