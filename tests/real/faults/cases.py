"""Which faults are tried, with which commands, and at which moments: tables, and how cases are drawn from them.

Pure: it puts no fault anywhere (`scene`), and does not say how a command must end (`verdict`).

- `ANYARCH_FAULTS` is how many cases are tried, and else the profile (`tests.laboratory.examples`).
- `ANYARCH_FAULTS_SEED` repeats a run with the profile `fresh`, which prints its seed with every failure.
- `ANYARCH_FAULTS_CASE` is the name of the only case to try, or the names of several, one a line.
"""

import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass

from tests.laboratory.faulty_line import ANSWERS
from tests.real.differential.cases import count, seed
from tests.real.faults import places
from tests.real.faults.commands import COMMANDS, Command

FEW, MANY = 6, 12  # cases
SEED = "ANYARCH_FAULTS_SEED"
PYTHON, LAUNCHER, ENGINE, REGISTRY, FILE, PLACE = "Python", "launcher", "engine", "registry", "file", "place"
GROUP, GONE = "group", "gone"  # of the engine's: a signal to all processes, or no engine any more, from a request on
DAEMON, HELPER, CLOCK = "daemon", "helper", "clock"  # the engine's own program; a credential helper

KILL = "KILL"
FULL_OUTPUT = "output to a full disk"
NO_OUTPUT = "no output"
SIGNALS = (KILL, "TERM", "INT", "HUP")
FILES = "openat,open,newfstatat,stat,lstat,access,readlink,unlink,rename,mkdir,utimensat,getdents64"
WRITES = "write,openat,rename,mkdir,unlink,fchmod,utimensat"
ERRORS = (  # what the system answers to the calls of a set
    (FILES, ("ENOENT", "EACCES", "EIO", "ELOOP", "EROFS")),
    (WRITES, ("ENOSPC", "EDQUOT")),
    ("read,recvfrom", ("EIO", "ECONNRESET")),
    ("socket,connect,sendto", ("ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "EPERM")),
    ("mmap,brk,mremap", ("ENOMEM",)),
    ("openat,socket,pipe2,dup,fcntl", ("EMFILE",)),
    ("clone,clone3,fork,vfork,execve", ("EAGAIN",)),
)
PAUSED, RESTARTED = "stopped for a while", "restarted"
HANGING, ENDLESS_HELPER = "hangs", "answers without end"  # only if anyarch asks: docker itself would wait for ever
HELPERS = ("killed", HANGING, ENDLESS_HELPER, "answers garbage", "refuses", "missing", "not executable")


@dataclass(frozen=True, order=True)
class Fault:
    """What goes wrong.

    Attributes:
        where: one of the words above.
        what: a signal, `ERROR of CALLS`, an answer of `faulty_line`, a damage, a place, or one of the lists above.
        stays: whether it goes on from its moment, or happens once.
    """

    where: str
    what: str
    stays: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}{', and so on' if self.stays else ''}"

    @property
    def lasts(self) -> bool:
        """Whether what is on the engine may stay until the next command: nothing could remove it."""
        is_killed = self.where in {PYTHON, GROUP} and self.what == KILL
        has_no_engine = self.where == GONE or self.what in {RESTARTED, PAUSED}  # for as long as anyarch waits
        return is_killed or has_no_engine or (self.where == ENGINE and self.stays)

    @property
    def is_slow(self) -> bool:
        """Whether something hangs, so that anyarch gives up if its time limits are short."""
        return self.what in {PAUSED, HANGING}


@dataclass(frozen=True, order=True)
class Case:
    """A command, and what goes wrong with it.

    Attributes:
        command: one of `COMMANDS`.
        fault: what goes wrong.
        moment: when or where, as a part of all moments there are, in thousandths.
        is_warm: whether the user has typed the same before.
    """

    command: str
    fault: Fault
    moment: int
    is_warm: bool

    def __str__(self) -> str:
        warm = "again" if self.is_warm else "for the first time"
        return f"{self.command}, {warm}; {self.fault}; at {self.moment}"


def faults(command: Command) -> list[Fault]:
    is_own = command.is_own
    lines = itertools.product((ENGINE, REGISTRY), ANSWERS, (False, True))
    calls = ((f"{error} of {calls}", stays) for calls, errors in ERRORS for error in errors for stays in (False, True))
    return [
        *(Fault(PLACE, place) for place in places.every("")),
        *(Fault(FILE, damage) for damage in places.DAMAGES),
        *itertools.starmap(Fault, lines),
        *(Fault(where, name) for where in (PYTHON, *(() if is_own else (LAUNCHER,)), GROUP) for name in SIGNALS),
        Fault(GONE, "closed", stays=True),
        *(Fault(DAEMON, what) for what in (PAUSED, RESTARTED)),
        *(Fault(HELPER, what) for what in (HELPERS if command.has_helper else ())),
        *(Fault(CLOCK, jump) for jump in places.JUMPS),
        *(() if is_own else (Fault(PYTHON, what, stays) for what, stays in calls)),
    ]


def drawn(seed: str, count: int) -> list[Case]:
    """So many cases: first one for each kind of place, and then any, with all commands by turns.

    Each kind of place is as frequent as the others, however many faults there are of it.
    """
    source = random.Random(seed)  # noqa: S311 - no secret
    possible = {name: faults(command) for name, command in sorted(COMMANDS.items())}
    kinds = {name: sorted({fault.where for fault in found}) for name, found in possible.items()}
    missing = sorted({where for each in kinds.values() for where in each})
    source.shuffle(missing)
    untried = set(COMMANDS)
    found: dict[str, Case] = {}
    while len(found) < count:
        fitting = [name for name in kinds if not missing or missing[0] in kinds[name]]
        command = source.choice([name for name in fitting if name in untried] or fitting)
        where = missing[0] if missing else source.choice(kinds[command])
        fault = source.choice([fault for fault in possible[command] if fault.where == where])
        case = Case(command, fault, source.randrange(1000), source.random() < 0.5)
        found[str(case)] = case
        untried = untried - {command} or set(COMMANDS)
        missing = missing[1:]
    return sorted(found.values(), key=lambda case: (COMMANDS[case.command].is_foreign, case.fault.where, case))


def chosen(environment: Mapping[str, str]) -> list[Case]:
    """The cases to try in this environment.

    Raises:
        ValueError: the environment names no case, or a number that is none.
    """
    if only := environment.get("ANYARCH_FAULTS_CASE"):
        return [named(line) for line in only.splitlines()]
    return drawn(seed(environment, SEED), count(environment, "ANYARCH_FAULTS", FEW, MANY))


def named(text: str) -> Case:
    """The case of that name.

    Raises:
        ValueError: there is none.
    """
    typed, _, rest = text.partition("; ")
    command, _, warm = typed.rpartition(", ")
    what, _, moment = rest.rpartition("; at ")
    for fault in faults(COMMANDS[command]) if command in COMMANDS else ():
        if str(fault) == what:
            return Case(command, fault, int(moment), warm == "again")
    raise ValueError(f"there is no such case: {text}")
