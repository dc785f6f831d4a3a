"""What ran under emulation, or was routed, by the log; and how long, by what the engines still know.

A line of the log is one command. It stands for the container of that image which started next. How many times slower an
emulator is was measured for work that keeps the CPU busy (`emulators.costs`), so what a native image would have saved
is the most that it could: a program that waits does not wait longer under emulation.

Nothing is read or asked here.
"""

import calendar
import re
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from anyarch.decision import outcome
from anyarch.emulators.costs import COSTS
from anyarch.engine.history import Life
from anyarch.person.log import Entry

EMULATED, PRIVATE, ROUTED, NATIVE, FAILED = "emulated", "private", "routed", "native", "failed"
KINDS = (EMULATED, PRIVATE, ROUTED, NATIVE, FAILED)
HERE = ""  # the engine of commands that are not routed

_LINE = re.compile(r"run (\S+): (.+?)\. ")
_ACTIONS = (  # as `decision.sentences.action` words them; what else it says is of no kind
    (PRIVATE, re.compile(r"for \S+, with a private emulator")),
    (ROUTED, re.compile(r"on the context (?P<context>\S+), for \S+")),
    (EMULATED, re.compile(r"(?:--platform \S+|unchanged), under emulation")),
    (NATIVE, re.compile(r"--platform \S+")),
    (FAILED, re.compile(r"unchanged; docker will fail")),
)
_OLD_ACTION = re.compile(r"([a-z-]+)(?: to (\S+))? by row (\d+)")  # what older lines of a log have
_HANDLER = re.compile(r"A handler for \S+ was installed on the engine")
_EARLY = 2.0  # seconds by which an engine's clock may be behind
_LATE = 600.0  # seconds that a pull may take
_UNKNOWN = (outcome.DOUBT, outcome.UNKNOWN_OFFER)


class Run(NamedTuple):
    """A command.

    Attributes:
        at: when it was logged, in seconds since the epoch.
        image: IMAGE as it was typed.
        kind: `EMULATED` by the engine's own emulator, `PRIVATE`, `ROUTED`, `NATIVE` instead of a foreign copy, or
            `FAILED`: docker was about to fail.
        context: the docker context that it was routed to; `HERE` for none.
        seconds: how long its container ran; None if that is not known.
    """

    at: float
    image: str
    kind: str
    context: str = HERE
    seconds: float | None = None


class Row(NamedTuple):
    """Commands of one kind with one image.

    Attributes:
        kind, image, context: as above.
        runs: how many.
        timed: of how many it is known how long they ran.
        seconds: how long these ran together.
        at_most: the seconds that a native image or a route would have saved at most, or that the route has saved; None
            if nothing is known, or there was nothing to save.
    """

    kind: str
    image: str
    context: str
    runs: int
    timed: int
    seconds: float
    at_most: float | None


def runs(entries: Iterable[Entry]) -> list[Run]:
    """The commands in the log that were changed, or about to fail, in order."""
    found = []
    for entry in entries:
        line = _LINE.match(entry.sentence)
        moment = _seconds(entry.time)
        kind, context = _read(line[2]) if line else ("", HERE)
        if line and kind and moment is not None:
            found.append(Run(moment, line[1], kind, context))
    return found


def handlers(entries: Iterable[Entry]) -> int:
    """How many handlers were installed, by the log."""
    return sum(1 for entry in entries if _HANDLER.match(entry.sentence))


def timed(commands: Iterable[Run], lives: Mapping[str, list[Life]]) -> list[Run]:
    """The commands, with how long their containers ran.

    Args:
        commands: in order.
        lives: the containers that have ended, by context, the earliest first.
    """
    left = {context: [*ended] for context, ended in lives.items()}
    found = []
    for run in commands:
        candidates = [] if run.kind == FAILED else left.get(run.context, [])
        fitting = (life for life in candidates if life.image == run.image and -_EARLY <= life.started - run.at <= _LATE)
        life = next(fitting, None)
        if life:
            candidates.remove(life)
            run = run._replace(seconds=life.seconds)  # noqa: PLW2901 - the same command, with what is known now
        found.append(run)
    return found


def rows(commands: Iterable[Run]) -> list[Row]:
    """The commands by kind and image, in the order of `KINDS`, those that took longest first."""
    groups: dict[tuple[str, str, str], list[Run]] = {}
    for run in commands:
        groups.setdefault((run.kind, run.image, run.context), []).append(run)
    found = []
    for (kind, image, context), group in groups.items():
        known = [run.seconds for run in group if run.seconds is not None]
        seconds = sum(known)
        at_most = _at_most(kind, seconds) if known else None
        found.append(Row(kind, image, context, len(group), len(known), round(seconds, 3), at_most))
    return sorted(found, key=lambda row: (KINDS.index(row.kind), -row.seconds, -row.runs, row.image))


def _read(action: str) -> tuple[str, str]:
    """The kind of a command, empty for one that docker ran as typed for want of an answer, and its context."""
    for kind, pattern in _ACTIONS:
        if found := pattern.fullmatch(action):
            return kind, found.groupdict().get("context", HERE)
    old = _OLD_ACTION.fullmatch(action)
    return (_old_kind(old[1], int(old[3])), old[2] or HERE) if old else ("", HERE)


def _old_kind(action: str, row: int) -> str:
    by_action = {outcome.PRIVATE_EMULATION: PRIVATE, outcome.ROUTE: ROUTED}
    if action == outcome.PLATFORM:
        return NATIVE if row == outcome.NATIVE_INSTEAD else EMULATED
    if action == outcome.UNCHANGED:
        return "" if row in _UNKNOWN else FAILED
    return by_action.get(action, "")


def _at_most(kind: str, seconds: float) -> float | None:
    """The seconds that are saved at most where an emulator is not needed."""
    by_handler, privately = (
        max(each) for each in zip(*((cost.by_handler, cost.privately) for cost in COSTS), strict=True)
    )
    factors = {EMULATED: 1 - 1 / by_handler, PRIVATE: 1 - 1 / privately, ROUTED: by_handler - 1}
    return round(seconds * factors[kind], 3) if kind in factors else None


def _seconds(moment: str) -> float | None:
    try:
        return float(calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ")))
    except ValueError:
        return None
