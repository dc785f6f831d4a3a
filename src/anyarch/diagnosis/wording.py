"""A cause, filled in for what is diagnosed."""

import shlex
from typing import NamedTuple

from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Engine, Subject, disagrees
from anyarch.programs import entry_point
from anyarch.programs.children import Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_LONGEST_SCRIPT = 60  # letters that are shown
_OF_THE_FIRST = frozenset(("interpreter-missing", "loader-missing", "no-first-line"))
_LIBRARIES = {"ld-musl": "it belongs to musl, Alpine's C library", "ld-linux": "it belongs to glibc"}


class Conclusion(NamedTuple):
    """A row of `causes.table` under its name, filled in for this case; it may have no commands."""

    cause: str
    sentence: str
    advice: str
    commands: tuple[str, ...]
    page: str


def of_child(cause: str, step: Step, before: Step, subject: Subject, engine: Engine) -> Conclusion:
    """The same as `conclusion`, for what a script starts: no commands that change what the container starts first."""
    found = conclusion(cause, step, before, subject, engine)
    if cause not in _OF_THE_FIRST:
        return found
    advice = found.advice if not found.advice.endswith(":") else found.advice.rpartition(". ")[0] + "."
    return found._replace(advice=advice, commands=())


def of_hidden(hidden: Unread, subject: Subject, engine: Engine) -> Conclusion:
    """The conclusion that what a shell starts is not known."""
    step = Step(entry_point.COMMAND, hidden.file, hidden.file, entry_point.SCRIPT)
    return conclusion("shell-text", step, step, subject, engine)


def conclusion(cause: str, step: Step, before: Step, subject: Subject, engine: Engine) -> Conclusion:
    """The conclusion that this is the cause, found at a step, which the step before it starts."""
    row = CAUSES[cause]
    values = {
        "image": subject.image,
        "label": subject.label,
        "asked": subject.asked,
        "script": _short(subject.children.hidden.what if subject.children.hidden else ""),
        "host": str(engine.host()),
        "name": step.name,
        "path": before.path if cause == "carriage-return" else step.path or step.name,
        "platform": step.platform or before.platform or "an unknown CPU",
        "emulated": step.platform,
        "words": before.path,
        "native": engine.native_name() if cause == "pinned-digest" else "",
        "mount": subject.mount,
        "detail": _detail(cause, step, before, subject),
        "level": _level(step, subject.ending),
        "crash": (subject.ending.line or f"status {subject.ending.status}") if subject.ending else "",
    }
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    is_known = all(values[name] for command in row.commands for name in values if f"{{{name}}}" in command)
    commands = tuple(command.format(**quoted) for command in row.commands) if is_known else ()
    advice = row.advice.format(**values)
    if not commands:
        advice = advice.removesuffix(":").removesuffix(".") + "."
    return Conclusion(cause, row.sentence.format(**values), advice, commands, row.page)


def _detail(cause: str, step: Step, before: Step, subject: Subject) -> str:
    if cause != "loader-missing":
        return step.detail
    if disagrees(before, subject.label):
        return f"the image is for {subject.label}, the program for {before.platform}"
    file = step.name.rpartition("/")[2]
    return next(
        (owner for name, owner in _LIBRARIES.items() if file.startswith(name)), "no other loader can replace it"
    )


def _short(script: str) -> str:
    return script if len(script) <= _LONGEST_SCRIPT else f"{script[: _LONGEST_SCRIPT - 1]}…"


def _level(step: Step, ending: Ending | None) -> str:
    if step.level > 1:
        return f"x86-64-v{step.level}"
    return (ending.line if ending else "") or "it used an instruction that the CPU does not have"
