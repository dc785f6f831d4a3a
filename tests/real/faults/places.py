"""Places in which a command has it hard, and damages to files: how each is made.

Docker has it as hard there as anyarch, so plain docker is run in the same place.
"""

import contextlib
import os
import random
import shutil
import sysconfig
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.real.faults.cases import FULL_OUTPUT, NO_OUTPUT

YEAR = 365 * 24 * 3600
OFFSETS = {"a year ahead": "+365d", "a year back": "-365d", "eleven minutes ahead": "+11m", "an hour back": "-1h"}
CLOCK_READINGS = 30  # of a process, about
SHARED_MEMORY, CLOCK_FILES = "/dev/shm", {"faketime_shm", "sem.faketime_sem"}  # noqa: S108 - where libfaketime has them
FAKETIME = "faketime/libfaketime.so.1"  # in the folder of the machine's libraries
NOBODY = 65534
UNSHARED = ("unshare", "--mount", "--propagation", "private", "sh", "-c")
READ_ONLY = 'mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME" && exec "$@"'
FULL = """
for folder in "$HOME/.cache" "$HOME/.local" "$TMPDIR"; do
  mkdir -p "$folder" && mount -t tmpfs -o size=64k none "$folder"
  cat /dev/zero >"$folder/full" 2>/dev/null
done
exec "$@"
"""


class Place(NamedTuple):
    """How a command is run there: what is put before its words, and which variables differ; None takes one away."""

    words: tuple[str, ...] = ()
    variables: Mapping[str, str | None] = {}


def _library() -> str:
    return os.path.join("/usr/lib", str(sysconfig.get_config_var("MULTIARCH")), FAKETIME)


def forget_clocks() -> None:
    """Remove what processes with another clock have left in the shared memory, if they have ended."""
    for name in os.listdir(SHARED_MEMORY):
        kind, _, number = name.rpartition("_")
        if kind in CLOCK_FILES and not os.path.isdir(f"/proc/{number}"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(SHARED_MEMORY, name))


def _shell(redirection: str) -> Place:
    return Place(("sh", "-c", f'exec "$@" {redirection}', "sh"))


def of(name: str, home: str) -> Place:
    """The place of that name, one of `cases.PLACES`."""
    return {
        "no HOME": Place(variables={"HOME": None}),
        "HOME is not there": Place(variables={"HOME": f"{home}/not/there"}),
        "HOME is a file": Place(variables={"HOME": f"{home}/.docker/config.json"}),
        "HOME is read-only": Place((*UNSHARED, READ_ONLY, "sh")),
        "the disk is full": Place((*UNSHARED, FULL, "sh")),
        "no input": _shell("<&-"),
        NO_OUTPUT: _shell(">&-"),
        "no errors": _shell("2>&-"),
        FULL_OUTPUT: _shell(">/dev/full"),
        "few open files": Place(("prlimit", "--nofile=16")),
        "small files": Place(("prlimit", "--fsize=0")),
        "a missing locale": Place(variables={"LC_ALL": "xx_XX.UTF-8"}),
        "no PATH": Place(variables={"PATH": None}),
    }[name]


def at_another_time(jump: str, moment: int) -> Place:
    """A place in which the clock jumps once, as `cases.JUMPS` says: sooner or later, by the moment in thousandths."""
    return Place(
        variables={
            "LD_PRELOAD": _library(),
            "FAKETIME": OFFSETS[jump],
            "FAKETIME_START_AFTER_NUMCALLS": str(moment * CLOCK_READINGS // 1000),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # the kernel's does not jump either
        }
    )


def damage(path: str, what: str) -> None:
    """Damage a file, as one of `cases.DAMAGES` says."""
    with open(path, "rb") as file:
        content = file.read()
    if what in CONTENTS:
        with open(path, "wb") as file:
            file.write(CONTENTS[what](content))
    elif what in STATUSES:
        STATUSES[what](path)
    else:
        os.unlink(path)
        REPLACED[what](path)


CONTENTS: Mapping[str, Callable[[bytes], bytes]] = {
    "random": lambda content: random.Random(content).randbytes(300),  # noqa: S311 - no secret
    "cut": lambda content: content[: len(content) // 2],
    "empty": lambda _: b"",
    "long": lambda content: content + b"x" * (8 << 20),
}
STATUSES: Mapping[str, Callable[[str], None]] = {
    "unreadable": lambda path: os.chmod(path, 0),
    "another user's": lambda path: os.chown(path, NOBODY, NOBODY),
    "of the future": lambda path: os.utime(path, (time.time() + YEAR,) * 2),
    "of the past": lambda path: os.utime(path, (1, 1)),
}
REPLACED: Mapping[str, Callable[[str], None]] = {
    "folder": os.mkdir,
    "pipe": os.mkfifo,
    "dangling link": lambda path: os.symlink("not there", path),
    "circle of links": lambda path: os.symlink(os.path.basename(path), path),
    "link to /dev/zero": lambda path: os.symlink("/dev/zero", path),
}
ENDLESS = {"pipe", "link to /dev/zero"}  # docker itself would read its own settings there for ever


def fresh(home: str, files: Mapping[str, str]) -> None:
    """An empty home, but for these files, by their paths: docker's settings and anyarch's."""
    shutil.rmtree(home, ignore_errors=True)
    for path, text in files.items():
        os.makedirs(os.path.dirname(os.path.join(home, path)), exist_ok=True)
        with open(os.path.join(home, path), "w", encoding="utf-8") as file:
            file.write(text)


def age(home: str) -> None:
    """Everything in the home is as it has been for long."""
    for folder, folders, files in os.walk(home):
        for name in (*folders, *files):
            os.utime(os.path.join(folder, name), (1, 1), follow_symlinks=False)


def files(home: str) -> list[str]:
    """The files of a home, in one order."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(home) for name in names)
