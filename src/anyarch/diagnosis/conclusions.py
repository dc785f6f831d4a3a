"""From what was found to the cause: one pure function, `conclude`.

The files are checked in the order in which they are started, and the first that cannot start is the cause; then those
that the container's log names, from the newest line on. What a log says is only evidence: its files have to show it.
How a container ended counts if no file shows anything wrong. A label is compared with the last program that is started,
since that is what the image is for.
"""

from anyarch.diagnosis import wording
from anyarch.diagnosis.faults import execution, labels, leads, steps
from anyarch.diagnosis.subject import Engine, Subject, is_native, is_program
from anyarch.diagnosis.wording import Conclusion
from anyarch.programs.entry_point import Step
from anyarch.programs.leads_table import CRASH, ILLEGAL, LOW_LEVEL


def conclude(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause; None if nothing is wrong."""
    cause, step, before = steps.first(subject.steps, subject, engine)
    if cause:
        return wording.conclusion(cause, step, before, subject, engine)
    shown = of_leads(subject, engine)
    if shown:
        return shown
    last = next((step for step in reversed(subject.steps) if is_program(step)), before)
    if is_program(last):
        cause = execution.fault_of_ending(last, subject, engine)
        if cause:
            return wording.conclusion(cause, execution.blamed(last, subject), before, subject, engine)
        cause = labels.fault(last, subject, engine)
    cause = cause or ("default-platform" if subject.asked else "")
    if not cause and subject.is_image and last.script:
        cause = "shell-text"
    return wording.conclusion(cause, last, before, subject, engine) if cause else None


def of_leads(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause that the files show which the container's log names; None for none."""
    for evidence in subject.evidence:
        cause, step, before = leads.fault(evidence, subject, engine)
        if cause:
            named = subject._replace(mount=evidence.mount, steps=evidence.steps)
            return wording.of_child(wording.conclusion(cause, step, before, named, engine))
    return None


def unexplained(subject: Subject, engine: Engine) -> str:
    """What a container says of a failure that no file shows: the newest line, or else the status; empty for nothing."""
    found = (each.lead.line for each in subject.evidence if not leads.is_explained(each, subject, engine))
    ending = subject.ending
    is_crash = ending is not None and ending.kind in (CRASH, ILLEGAL, LOW_LEVEL)
    return next(found, (ending.line or f"status {ending.status}") if ending and is_crash else "")


def can_start(steps: tuple[Step, ...], subject: Subject, engine: Engine) -> bool:
    """Whether nothing is wrong with these files of the subject, and the engine executes them."""
    return all(step.is_sound and not execution.fault_of_program(step, subject, engine) for step in steps)


def emulated(steps: tuple[Step, ...], engine: Engine) -> str:
    """The first platform that the engine emulates to start these files; empty for none."""
    return next((step.platform for step in steps if is_program(step) and not is_native(step, engine)), "")
