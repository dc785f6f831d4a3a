"""A cause, filled in for what is diagnosed."""

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from anyarch.decision.facts import Product
from anyarch.diagnosis import rewriting
from anyarch.diagnosis.causes.cause import INSTALL, RECREATE, Cause
from anyarch.diagnosis.causes.contents import ENCODED_CONTENTS, NO_SHELL, NO_SHELL_ADVICE
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Engine, Subject, disagrees, platform_of, script_before
from anyarch.oci.platforms import Platform
from anyarch.programs import entry_point
from anyarch.programs.children import Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_LONGEST_SCRIPT = 60  # letters that are shown
_UNKNOWN_SCRIPT = "The script"
_STARTS = ("docker run ", "ENTRYPOINT")
_LIBRARIES = {"ld-musl": "it belongs to musl, Alpine's C library", "ld-linux": "it belongs to glibc"}


class Conclusion(NamedTuple):
    """A row of `causes.table` under its name, filled in for this case; it may have no commands."""

    cause: str
    sentence: str
    advice: str
    commands: tuple[str, ...]
    page: str


def of_hidden(hidden: Unread, subject: Subject, engine: Engine) -> Conclusion:
    """The conclusion that what a shell starts is not known."""
    step = Step(entry_point.COMMAND, hidden.file, hidden.file, entry_point.SCRIPT)
    return conclusion("shell-text", step, step, subject, engine)


def conclusion(cause: str, step: Step, before: Step, subject: Subject, engine: Engine) -> Conclusion:
    """The conclusion that this is the cause, found at a step, which the step before it starts."""
    row = ENCODED_CONTENTS.get((cause, step.encoding)) or CAUSES[cause]
    script = script_before(step, before, subject.steps)
    values = {
        "image": subject.image,
        "label": subject.label,
        "asked": subject.asked,
        "script": _short(subject.children.hidden.what if subject.children.hidden else ""),
        "host": str(engine.host()),
        "name": step.name,
        "path": _path(cause, step, script),
        "platform": _platform(step.platform or before.platform, subject.label) or "an unknown CPU",
        "emulated": _platform(step.platform, subject.label),
        "words": before.path,
        "loading": before.platform,
        "native": engine.native_name() if cause == "pinned-digest" else "",
        "mount": subject.mount,
        "detail": _detail(cause, step, before, subject),
        "level": _level(step, subject.ending),
        "interpreter": _interpreter(step, engine) if "{interpreter}" in CAUSES[cause].sentence else "",
        "crash": (subject.ending.line or f"status {subject.ending.status}") if subject.ending else "",
        "go": _for_go(platform_of(subject.label), engine.host()),
        "first": rewriting.first_line(step),
        "shell": rewriting.shell(cause, step, before, subject),
        "decode": rewriting.decoder(step),
    }
    found = _filled(cause, row, values, _instead(cause, step, subject, engine))
    if rewriting.lacks_shell(cause, step, before, subject):
        rest = "" if cause in ("program-missing", "interpreter-missing") else f"{_alone(found.advice)} "
        sentence, advice = f"{found.sentence} {NO_SHELL}", rest + NO_SHELL_ADVICE
        return found._replace(sentence=sentence, advice=advice, commands=())
    return found


def filled(cause: str, values: Mapping[str, str], instead: str = "") -> Conclusion:
    """A row, with these words in it.

    Args:
        cause: its name.
        values: the words that it needs, by their names in `causes`. Its commands are left out if one of theirs is
            empty.
        instead: the advice in place of the row's own and of its commands; empty for none.
    """
    return _filled(cause, CAUSES[cause], values, instead)


def _filled(cause: str, row: Cause, values: Mapping[str, str], instead: str) -> Conclusion:
    quoted = {name: shlex.quote(value) for name, value in values.items()} | {"decode": values.get("decode", "")}
    is_known = values.get("path") != _UNKNOWN_SCRIPT and all(
        values[name] for command in row.commands for name in values if f"{{{name}}}" in command
    )
    commands = tuple(command.format(**quoted) for command in row.commands) if is_known and not instead else ()
    advice = instead or (row.advice if commands else _alone(row.advice)).format(**values)
    if instead:
        advice = f"{advice.removesuffix('.')}."
    return Conclusion(cause, row.sentence.format(**values), advice, commands, row.page)


def _path(cause: str, step: Step, script: Step | None) -> str:
    """The file that is to be fixed: for a carriage return in an interpreter's name, the script."""
    if cause == "carriage-return" and step.kind == entry_point.MISSING:
        return script.path if script else _UNKNOWN_SCRIPT
    return step.path or step.name


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


def of_product(product: Product, host: Platform) -> str:
    """What to do on an engine that is part of a product with an emulator of its own: turn it on, and install none."""
    return f"Use an image for {host}, or an emulator of {product.name}: {product.switch}"


def _instead(cause: str, step: Step, subject: Subject, engine: Engine) -> str:
    """What to do if the engine has a better emulator than one that is installed; empty for none."""
    platform = platform_of(step.platform)
    if platform is None or INSTALL not in CAUSES[cause].commands:
        return ""
    if not (subject.may_be_private or disagrees(step, subject.label)) and engine.emulates_privately(platform):
        return RECREATE.format(platform=platform)
    product = engine.product(platform)
    return of_product(product, engine.host()) if product else ""


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


def _interpreter(step: Step, engine: Engine) -> str:
    platform = platform_of(step.platform)
    found = engine.handlers(platform) if platform else ()
    return next((handler.interpreter for handler in found or () if handler.is_enabled and handler.is_fixed), "")


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
