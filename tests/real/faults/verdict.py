"""Whether a command ended as it may after a fault. Pure: it runs nothing.

A command may end as with plain docker, or as the shim alone lets it end. Where a signal reached docker or the launcher,
or there was no engine any more, it may also fail. Commands of anyarch's own may fail with a documented status. Whatever
happens, nobody sees what Python says of errors, or a control character. Only a ^C that comes before Python has read any
of anyarch's code is Python's own to report.
"""

import os
import re
import signal
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

import anyarch
from tests.laboratory.person import Outcome
from tests.real.differential.comparison import OWN, lasting
from tests.real.faults.cases import FILE, FULL_OUTPUT, GONE, GROUP, LAUNCHER, NO_OUTPUT, PLACE, PYTHON, RESTARTED, Fault

PYTHONS = re.compile(r"Traceback|\w+Error\b|\[Errno|\bNone\b|0x[0-9a-f]{6}|please report")
UNPRINTABLE = re.compile(r"[^\n\r\t -~\u00a0-\U0010ffff]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
PACKAGE = os.path.dirname(anyarch.__file__)
EARLY = Fault(PYTHON, "INT")
FINE, FINDING, USAGE, UNREACHABLE = 0, 1, 2, 4  # also a plan that says what it does not know is fine
SIGNALLED = 128
# If docker's engine or its container ends; 2 is how a program in Go ends by a signal that does not reach it in time.
OF_DOCKERS_OWN = {1, 2, 125, 126, 129, 130, 137, 143}


class Endings(NamedTuple):
    """How a command ends without a fault.

    Attributes:
        plain: with plain docker.
        shim: with the shim.
        pulled: with plain docker, if anyarch pulls the image before it may fail; None if it does not.
    """

    plain: Outcome
    shim: Outcome
    pulled: Outcome | None = None


def faults(found: Outcome, endings: Endings, fault: Fault, *, is_own: bool) -> list[str]:
    """What is not as it may be, each in a line; in a place that docker meets too, the plain ending is one there."""
    seen = replace(found, errors="") if is_own and fault == EARLY and _is_pythons_alone(found.errors) else found
    told = [f"{what}: {text!r}" for what, text in _leaks(seen, endings.plain)]
    usual = {(each.status, lasting(each.output)) for each in endings if each}
    usual |= {(status, "") for status, _ in usual if fault.what == NO_OUTPUT}
    if (found.status, lasting(found.output)) in usual:
        if found.status == endings.plain.status == FINE and not is_own:
            told += [f"stderr: {line!r}" for line in found.errors.splitlines() if line.startswith(OWN)]
        return told
    if found.status in _allowed(fault, is_own=is_own):
        return told
    expected = " or ".join(f"{status} {output!r}" for status, output in sorted(usual))
    return [*told, f"status {found.status}, stdout {found.output!r}, stderr {found.errors!r}, not {expected}"]


def _allowed(fault: Fault, *, is_own: bool) -> Iterable[int]:
    """The statuses that are right whatever was printed."""
    own = {FINE, FINDING, UNREACHABLE} if is_own else set()
    if is_own and fault.where in {FILE, PLACE, PYTHON}:
        own.add(USAGE)  # the settings cannot be read
    if fault.where == GONE or fault.what == RESTARTED:
        return {*OF_DOCKERS_OWN, UNREACHABLE, *own}
    if fault.what == FULL_OUTPUT:
        return {FINE, FINDING, *own}  # docker notices it in time or not
    name = f"SIG{fault.what}"
    if name not in signal.Signals.__members__:
        return own
    number = signal.Signals[name]
    ended = {-number, SIGNALLED + number}
    if fault.where == GROUP:
        return {*ended, *OF_DOCKERS_OWN, *own}
    return {*ended, *own} if is_own or fault.where == LAUNCHER else own


def _is_pythons_alone(errors: str) -> bool:
    """Whether Python says it before it has read any of anyarch's code."""
    return not (PACKAGE in errors or UNPRINTABLE.search(errors) or re.search(f"^{OWN}", errors, re.MULTILINE))


def _leaks(found: Outcome, plain: Outcome) -> Iterable[tuple[str, str]]:
    """What nobody should see, but for lines of docker's own."""
    for name in ("output", "errors"):
        lines = getattr(found, name).splitlines(keepends=True)
        text = "".join(line for line in lines if line not in getattr(plain, name))
        for pattern in (PYTHONS, UNPRINTABLE):
            if seen := pattern.search(text):
                yield name, text[max(0, seen.start() - 80) : seen.end() + 200]
