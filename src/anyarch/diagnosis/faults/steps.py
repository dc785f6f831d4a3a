"""The first of some files, in the order in which they are started, that cannot start."""

from anyarch.diagnosis.faults import contents, execution
from anyarch.diagnosis.subject import Engine, Subject
from anyarch.programs import entry_point
from anyarch.programs.entry_point import Step


def first(steps: tuple[Step, ...], subject: Subject, engine: Engine) -> tuple[str, Step, Step]:
    """The cause, the step, and the step before it; if all can start, no cause, and twice the last step."""
    before = Step(entry_point.COMMAND, "", "", entry_point.MISSING)
    for step in steps:
        cause = contents.fault(step, before) or execution.fault_of_program(step, subject, engine)
        if cause:
            return cause, step, before
        if step.role != entry_point.LOADER:
            before = step
    return "", before, before
