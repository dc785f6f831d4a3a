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
from pathlib import Path
from typing import NamedTuple

YEAR = 365 * 24 * 3600
JUMPS = {"a year ahead": "+365d", "a year back": "-365d", "eleven minutes ahead": "+11m", "an hour back": "-1h"}
CLOCK_READINGS = 30  # of a process, about
SHARED_MEMORY, CLOCK_FILES = "/dev/shm", {"faketime_shm", "sem.faketime_sem"}  # noqa: S108 - where libfaketime has them
FAKETIME = f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/faketime/libfaketime.so.1"
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


def forget_clocks() -> None:
    """Remove what processes with another clock have left in the shared memory, if they have ended."""
    for name in os.listdir(SHARED_MEMORY):
        kind, _, number = name.rpartition("_")
        if kind in CLOCK_FILES and not os.path.isdir(f"/proc/{number}"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(SHARED_MEMORY, name))


def _shell(redirection: str) -> Place:
    return Place(("sh", "-c", f'exec "$@" {redirection}', "sh"))


def every(home: str) -> dict[str, Place]:
    """All places, for who has that home."""
    return {
        "no HOME": Place(variables={"HOME": None}),
        "HOME is not there": Place(variables={"HOME": f"{home}/not/there"}),
        "HOME is a file": Place(variables={"HOME": f"{home}/.docker/config.json"}),
        "HOME is read-only": Place((*UNSHARED, READ_ONLY, "sh")),
        "the disk is full": Place((*UNSHARED, FULL, "sh")),
        "no input": _shell("<&-"),
        "no output": _shell(">&-"),
        "no errors": _shell("2>&-"),
        "output to a full disk": _shell(">/dev/full"),
        "few open files": Place(("prlimit", "--nofile=16")),
        "small files": Place(("prlimit", "--fsize=0")),
        "a missing locale": Place(variables={"LC_ALL": "xx_XX.UTF-8"}),
        "no PATH": Place(variables={"PATH": None}),
    }


def at_another_time(jump: str, moment: int) -> Place:
    """A place in which the clock jumps once, as `JUMPS` says: sooner or later, by the moment in thousandths."""
    return Place(
        variables={
            "LD_PRELOAD": FAKETIME,
            "FAKETIME": JUMPS[jump],
            "FAKETIME_START_AFTER_NUMCALLS": str(moment * CLOCK_READINGS // 1000),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # the kernel's does not jump either
        }
    )


def _written(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_bytes()))


def _replaced(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


DAMAGES: Mapping[str, Callable[[Path], object]] = {
    "random": _written(lambda content: random.Random(content).randbytes(300)),  # noqa: S311 - no secret
    "cut": _written(lambda content: content[: len(content) // 2]),
    "empty": _written(lambda _: b""),
    "long": _written(lambda content: content + b"x" * (8 << 20)),
    "folder": _replaced(Path.mkdir),
    "pipe": _replaced(os.mkfifo),
    "dangling link": _replaced(lambda path: path.symlink_to("not there")),
    "circle of links": _replaced(lambda path: path.symlink_to(path.name)),
    "link to /dev/zero": _replaced(lambda path: path.symlink_to("/dev/zero")),
    "unreadable": lambda path: path.chmod(0),
    "another user's": lambda path: os.chown(path, NOBODY, NOBODY),
    "of the future": lambda path: os.utime(path, (time.time() + YEAR,) * 2),
    "of the past": lambda path: os.utime(path, (1, 1)),
}
ENDLESS = {"pipe", "link to /dev/zero"}  # docker itself would read its own settings there for ever


def fresh(home: str, files: Mapping[str, str]) -> None:
    """An empty home, but for these files, by their paths: docker's settings and anyarch's."""
    shutil.rmtree(home, ignore_errors=True)
    for path, text in files.items():
        Path(home, path).parent.mkdir(parents=True, exist_ok=True)
        Path(home, path).write_text(text, encoding="utf-8")


def age(home: str) -> None:
    """Everything in the home is as it has been for long."""
    for path in Path(home).rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)


def files(home: str) -> list[str]:
    """The files of a home, in one order."""
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(home) for name in names)
