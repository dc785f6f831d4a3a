"""From what was found to the cause: one pure function, `conclude`.

The files are checked in the order in which they are started, and the first that cannot start is the cause; then those
that the container's log names, from the newest line on. What a log says is only evidence: its files have to show it.
Then come the programs that its scripts start for sure, in their order (`faults.children`). How a container ended counts
if no file shows anything wrong. A label is compared with the last program that is started, since that is what the image
is for.
"""

from anyarch.diagnosis import wording
from anyarch.diagnosis.faults import children, execution, labels, leads, steps
from anyarch.diagnosis.subject import Engine, Subject, is_native, is_program
from anyarch.diagnosis.wording import Conclusion
from anyarch.programs import entry_point
from anyarch.programs.children import Child
from anyarch.programs.entry_point import Step
from anyarch.programs.interpreters import SHELLS
from anyarch.programs.leads_table import ENDINGS


def conclude(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause; None if nothing is wrong."""
    cause, step, before = steps.first(subject.steps, subject, engine)
    if cause:
        return wording.conclusion(cause, step, before, subject, engine)
    shown = of_leads(subject, engine) or of_children(subject, engine)
    if shown:
        return shown
    last = next((step for step in reversed(subject.steps) if is_program(step)), before)
    if is_program(last):
        cause = execution.fault_of_ending(last, subject, engine)
        if cause:
            return wording.conclusion(cause, execution.blamed(last, subject), before, subject, engine)
        cause = labels.fault(last, subject, engine)
    cause = cause or ("default-platform" if subject.asked else "")
    is_shell = last.name.rpartition("/")[2] in SHELLS  # and no program that is given to a script
    if not cause and subject.is_image and subject.children.hidden and is_shell:
        return wording.of_hidden(subject.children.hidden, subject, engine)
    return wording.conclusion(cause, last, before, subject, engine) if cause else None


def with_shell(subject: Subject, shell: tuple[Step, ...], engine: Engine) -> Subject:
    """The subject with what is known of its shell, from the files that /bin/sh starts."""
    has_shell = all(step.is_sound for step in shell)
    starts = has_shell and not any(execution.fault_of_program(step, subject, engine) for step in shell)
    return subject._replace(has_shell=has_shell, starts_shell=starts)


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
    is_crash = ending is not None and ending.kind in ENDINGS
    return next(found, (ending.line or f"status {ending.status}") if ending and is_crash else "")


def of_children(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause in what the scripts start for sure; None for none."""
    for child in subject.children.started:
        fault = children.fault(child, subject, engine)
        if fault.is_lasting and child.is_sure:
            return _of_child(child, fault, subject, engine)
    return None


def notes(subject: Subject, engine: Engine) -> tuple[str, ...]:
    """What is wrong with programs that only may be started, or that may change before; each is a sentence or two."""
    found = []
    for child in subject.children.started:
        fault = children.fault(child, subject, engine)
        is_asked = fault.step.kind == entry_point.MISSING and not child.is_sure  # a script may ask whether it is there
        if fault.cause and not is_asked and not (fault.is_lasting and child.is_sure):
            verb = "starts" if child.is_sure else "may start"
            sentence = _of_child(child, fault, subject, engine).sentence
            found.append(f"{child.by} {verb} {child.steps[0].name}. {sentence}")
    return tuple(dict.fromkeys(found))


def _of_child(child: Child, fault: children.Fault, subject: Subject, engine: Engine) -> Conclusion:
    steps_of_child = subject._replace(steps=(children.script(child), *child.steps), mount="")
    return wording.of_child(wording.conclusion(fault.cause, fault.step, fault.before, steps_of_child, engine))


def emulated(steps: tuple[Step, ...], engine: Engine) -> str:
    """The first platform that the engine emulates to start these files; empty for none."""
    return next((step.platform for step in steps if is_program(step) and not is_native(step, engine)), "")
