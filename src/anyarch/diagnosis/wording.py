"""A cause, filled in for what is diagnosed."""

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from anyarch.decision.facts import Product
from anyarch.diagnosis.causes.cause import INSTALL, RECREATE
from anyarch.diagnosis.causes.table import CAUSES
from anyarch.diagnosis.subject import Engine, Subject, disagrees, platform_of
from anyarch.oci.platforms import Platform
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_LONGEST_SCRIPT = 60  # letters that are shown
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
    values = {
        "image": subject.image,
        "label": subject.label,
        "asked": subject.asked,
        "script": _short(step.script),
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
        "interpreter": _interpreter(step, engine) if "{interpreter}" in CAUSES[cause].sentence else "",
        "crash": (subject.ending.line or f"status {subject.ending.status}") if subject.ending else "",
    }
    return filled(cause, values, _instead(cause, step, subject, engine))


def filled(cause: str, values: Mapping[str, str], instead: str = "") -> Conclusion:
    """A row, with these words in it.

    Args:
        cause: its name.
        values: the words that it needs, by their names in `causes`. Its commands are left out if one of theirs is
            empty.
        instead: the advice in place of the row's own and of its commands; empty for none.
    """
    row = CAUSES[cause]
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    is_known = all(values[name] for command in row.commands for name in values if f"{{{name}}}" in command)
    commands = tuple(command.format(**quoted) for command in row.commands) if is_known else ()
    advice = row.advice.format(**values)
    if instead:
        advice, commands = instead, ()
    if not commands:
        advice = advice.removesuffix(":").removesuffix(".") + "."
    return Conclusion(cause, row.sentence.format(**values), advice, commands, row.page)


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


def _short(script: str) -> str:
    return script if len(script) <= _LONGEST_SCRIPT else f"{script[: _LONGEST_SCRIPT - 1]}…"


def _level(step: Step, ending: Ending | None) -> str:
    if step.level > 1:
        return f"x86-64-v{step.level}"
    return (ending.line if ending else "") or "it used an instruction that the CPU does not have"
