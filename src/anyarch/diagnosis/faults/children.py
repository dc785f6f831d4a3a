"""What is wrong with a program that a script starts.

A file that is missing, empty or not executable is only wrong for sure if nothing that the script starts before may
change it. A shell that cannot execute an empty file reads it as a script.
"""

from typing import NamedTuple

from anyarch.diagnosis.faults import contents, steps
from anyarch.diagnosis.subject import Engine, Subject
from anyarch.programs import entry_point
from anyarch.programs.children import Child
from anyarch.programs.entry_point import Step


class Fault(NamedTuple):
    """What is wrong (empty for nothing), at which step and after which.

    `is_lasting` is whether it is also wrong when the script comes to it.
    """

    cause: str
    step: Step
    before: Step
    is_lasting: bool


def fault(child: Child, subject: Subject, engine: Engine) -> Fault:
    """What is wrong with a program that a script starts."""
    cause, step, before = steps.first((script(child), *child.steps), subject, engine)
    is_of_file = bool(contents.fault(step, before)) if cause else False
    is_read = step is child.steps[0] and step.kind == entry_point.EMPTY
    return Fault(cause, step, before, bool(cause) and not (is_of_file and child.may_change) and not is_read)


def script(child: Child) -> Step:
    """The script, or the shell whose text starts it."""
    return Step(entry_point.COMMAND, child.by, child.by, entry_point.SCRIPT)
