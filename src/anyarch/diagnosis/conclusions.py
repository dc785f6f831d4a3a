"""From what was found to the cause: one pure function, `conclude`.

The files are checked in the order in which they are started, and the first that cannot start is the cause. How a
container ended counts only if its files show nothing wrong, or as evidence. A label is compared with the last program
that is started, since that is what the image is for.
"""

from anyarch.diagnosis import wording
from anyarch.diagnosis.faults import contents, execution, labels
from anyarch.diagnosis.subject import Engine, Subject, is_native, is_program
from anyarch.diagnosis.wording import Conclusion
from anyarch.programs import entry_point
from anyarch.programs.entry_point import Step


def conclude(subject: Subject, engine: Engine) -> Conclusion | None:
    """The cause; None if nothing is wrong."""
    before = Step(entry_point.COMMAND, "", "", entry_point.MISSING)
    for step in subject.steps:
        cause = contents.fault(step, before) or execution.fault_of_program(step, subject, engine)
        if cause:
            return wording.conclusion(cause, step, before, subject, engine)
        if step.role != entry_point.LOADER:
            before = step
    last = next((step for step in reversed(subject.steps) if is_program(step)), before)
    cause = ""
    if is_program(last):
        cause = execution.fault_of_ending(last, subject, engine) or labels.fault(last, subject, engine)
    cause = cause or ("default-platform" if subject.asked else "")
    if not cause and subject.is_image and last.script:
        cause = "shell-text"
    return wording.conclusion(cause, last, before, subject, engine) if cause else None


def with_shell(subject: Subject, shell: tuple[Step, ...], engine: Engine) -> Subject:
    """The subject with what is known of its shell, from the files that /bin/sh starts."""
    has_shell = all(step.is_sound for step in shell)
    starts = has_shell and not any(execution.fault_of_program(step, subject, engine) for step in shell)
    return subject._replace(has_shell=has_shell, starts_shell=starts)


def emulated(steps: tuple[Step, ...], engine: Engine) -> str:
    """The first platform that the engine emulates to start these files; empty for none."""
    return next((step.platform for step in steps if is_program(step) and not is_native(step, engine)), "")
