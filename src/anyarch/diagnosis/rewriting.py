"""How a script or an encoded file can be made to start: which interpreter it needs, and how it is decoded.

It does not say what is wrong with the file: see `faults.contents`.
"""

import os
import shlex

from anyarch.diagnosis.causes.contents import DECODERS, FIRST_LINES, SHELL, WITH_FIRST_LINE
from anyarch.diagnosis.subject import Subject
from anyarch.programs import entry_point, launchers, line_endings, texts
from anyarch.programs.entry_point import Step

_OF_SCRIPTS = ("no-first-line", "byte-order-mark", "utf-16", "carriage-return", "interpreter-missing")
_ENCODED = (texts.MARKED_TEXT, texts.UTF_16_TEXT)
_ANY_SCRIPT = "script"


def first_line(step: Step) -> str:
    """What should stand after ``#!`` in a text that names no interpreter."""
    return step.interpreter or FIRST_LINES.get(os.path.splitext(step.path)[1], SHELL)


def decoder(step: Step) -> str:
    """The shell command that turns an encoded file into what Linux executes; empty for no such file."""
    command = DECODERS.get(step.encoding, "")
    lacks_line = step.kind == texts.TEXT or (step.kind in _ENCODED and not step.interpreter)
    if command and lacks_line:
        return WITH_FIRST_LINE.format(line=shlex.quote(f"#!{first_line(step)}"), decode=command)
    return command


def shell(cause: str, step: Step, before: Step, subject: Subject) -> str:
    """The image's shell, if it might run the script with which this is wrong; else empty."""
    return SHELL if subject.has_shell and _is_for_shell(cause, step, before) else ""


def lacks_shell(cause: str, step: Step, before: Step, subject: Subject) -> bool:
    """Whether this can only be fixed with a shell, which the image does not have."""
    return not subject.has_shell and _is_for_shell(cause, step, before)


def _is_for_shell(cause: str, step: Step, before: Step) -> bool:
    if cause == "program-missing":
        return line_endings.is_shell(step.name)
    return cause in _OF_SCRIPTS and line_endings.is_shell(_interpreter(step, before))


def _interpreter(step: Step, before: Step) -> str:
    # Of #!/usr/bin/env bash, that is bash, even if there is no env.
    is_missing = step.kind == entry_point.MISSING
    line = before.detail if is_missing and step.role == entry_point.INTERPRETER else step.name
    words = [*(line if is_missing else first_line(step)).split(), _ANY_SCRIPT]
    return (launchers.started(words) or words)[0]
