"""A cause, filled in for what is diagnosed."""

import shlex
from typing import NamedTuple

from anyarch.diagnosis import rewriting
from anyarch.diagnosis.causes.contents import ENCODED_CONTENTS, NO_SHELL, NO_SHELL_ADVICE
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Engine, Subject, disagrees, platform_of, script_before
from anyarch.oci.platforms import Platform
from anyarch.programs import entry_point
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_LONGEST_SCRIPT = 60  # letters that are shown
_STARTS = ("docker run ", "ENTRYPOINT")
_LIBRARIES = {"ld-musl": "it belongs to musl, Alpine's C library", "ld-linux": "it belongs to glibc"}


class Conclusion(NamedTuple):
    """A row of `causes.table` under its name, filled in for this case; it may have no commands."""

    cause: str
    sentence: str
    advice: str
    commands: tuple[str, ...]
    page: str


def conclusion(cause: str, step: Step, before: Step, subject: Subject, engine: Engine) -> Conclusion:
    """The conclusion that this is the cause, found at a step, which the step before it starts."""
    row = ENCODED_CONTENTS.get((cause, step.encoding)) or CAUSES[cause]
    script = script_before(step, subject.steps)
    values = {
        "image": subject.image,
        "label": subject.label,
        "asked": subject.asked,
        "script": _short(step.script),
        "host": str(engine.host()),
        "name": step.name,
        "path": step.path or (script.path if script and cause == "carriage-return" else step.name),
        "platform": _platform(step.platform or before.platform, subject.label) or "an unknown CPU",
        "emulated": _platform(step.platform, subject.label),
        "words": before.path,
        "loading": before.platform,
        "native": engine.native_name() if cause == "pinned-digest" else "",
        "mount": subject.mount,
        "detail": _detail(cause, step, before, subject),
        "level": _level(step, subject.ending),
        "crash": (subject.ending.line or f"status {subject.ending.status}") if subject.ending else "",
        "go": _for_go(platform_of(subject.label), engine.host()),
        "first": rewriting.first_line(step),
        "shell": rewriting.shell(cause, step, before, subject),
        "decode": rewriting.decoder(step),
    }
    quoted = {name: shlex.quote(value) for name, value in values.items()} | {"decode": values["decode"]}
    is_known = all(values[name] for command in row.commands for name in values if f"{{{name}}}" in command)
    commands = tuple(command.format(**quoted) for command in row.commands) if is_known else ()
    sentence, advice = row.sentence.format(**values), (row.advice if commands else _alone(row.advice)).format(**values)
    if rewriting.lacks_shell(cause, step, before, subject):
        rest = "" if cause in ("program-missing", "interpreter-missing") else f"{_alone(advice)} "
        sentence, advice, commands = f"{sentence} {NO_SHELL}", rest + NO_SHELL_ADVICE, ()
    return Conclusion(cause, sentence, advice, commands, row.page)


def _alone(advice: str) -> str:
    """An advice without the sentence that introduces its commands."""
    if not advice.endswith(":"):
        return advice
    whole, _, _ = advice.rpartition(". ")
    return f"{whole or advice[:-1]}."


def of_child(found: Conclusion) -> Conclusion:
    """The same for a file that the container's own program starts, without commands that start the file instead."""
    if not any(start in command for command in found.commands for start in _STARTS):
        return found
    kept = [sentence for sentence in found.advice.split(". ") if not sentence.endswith(":")]
    return found._replace(advice=". ".join(kept).removesuffix(".") + ".", commands=())


def _detail(cause: str, step: Step, before: Step, subject: Subject) -> str:
    if cause == "child-loader-missing":
        return f"the image is for {subject.label}" if subject.label else "the image does not name its platform"
    if cause == "carriage-return" and step.kind == entry_point.MISSING:
        return f"the carriage return becomes part of the interpreter's name, {step.name}"
    if cause != "loader-missing":
        return step.detail
    if disagrees(before, subject.label):
        return f"the image is for {subject.label}, the program for {before.platform}"
    file = step.name.rpartition("/")[2]
    return next(
        (owner for name, owner in _LIBRARIES.items() if file.startswith(name)), "no other loader can replace it"
    )


def _platform(program: str, label: str) -> str:
    """A program's platform. Of an arm program, the label may know the version, which its float ABI does not show."""
    found, labelled = platform_of(program), platform_of(label)
    is_arm = found and labelled and found.architecture == labelled.architecture == "arm"
    return label if is_arm else program


def _for_go(labelled: Platform | None, host: Platform) -> str:
    """The variables for the platform of the image, or the host's (go.dev, "Optional environment variables")."""
    platform = labelled if labelled and labelled.os == host.os else host
    arm = f" GOARM={platform.variant.removeprefix('v')}" if platform.architecture == "arm" and platform.variant else ""
    return f"GOOS={platform.os} GOARCH={platform.architecture}{arm}"


def _short(script: str) -> str:
    return script if len(script) <= _LONGEST_SCRIPT else f"{script[: _LONGEST_SCRIPT - 1]}…"


def _level(step: Step, ending: Ending | None) -> str:
    if step.level > 1:
        return f"x86-64-v{step.level}"
    return (ending.line if ending else "") or "it used an instruction that the CPU does not have"
