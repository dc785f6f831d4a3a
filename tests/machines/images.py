"""The disk of a machine with its kernel, made once and kept.

What goes into it is in the folder's name: the files of this package, and the requirements of the tests. The parts get
their names when all are complete, as with the chroots of `tests.laboratory.suites`.
"""

import hashlib
import os
import shutil
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.laboratory import debian, programs, suites
from tests.laboratory.unavailable import Unavailable
from tests.machines import initial, packages, root
from tests.machines.packages import System

SOURCES = ("images.py", "init.sh", "initial.py", "packages.py", "root.py")
ROOM = "6G"  # of which the disk's file takes what is used


@dataclass(frozen=True)
class Image:
    disk: str
    kernel: str
    initial: str


def provide(system: System, pages: str, tell: Callable[[str], object]) -> Image:
    folder = suites.cache(os.environ, "machines")
    place = os.path.join(folder, f"{system.suite}-{packages.ARCHITECTURE}-{pages}-{key()}")
    image = Image(*(os.path.join(place, name) for name in ("disk", "kernel", "initial")))
    with debian.alone(folder):
        if not os.path.isdir(place):
            begun = time.monotonic()
            tell(f"the machine ({system.suite}, {pages} pages) is being made, which takes a minute or two")
            make(system, pages, place)
            tell(f"made in {time.monotonic() - begun:.0f} seconds")
    return image


def make(system: System, pages: str, place: str) -> None:
    if os.geteuid() != 0:
        raise Unavailable("making a machine needs root, as its files are root's: run this as root")
    debian.install("e2fsprogs", "kmod")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(place)) as scratch:
        tree, half = root.made(scratch, "root"), root.made(scratch, "half")
        version = root.build(tree, scratch, system, pages, requirements())
        root.carry(tree, debian.cache(os.environ))
        Path(half, "initial").write_bytes(initial.build(tree, version))
        places = (f"boot/vmlinuz-{version}", f"usr/lib/modules/{version}/vmlinuz")  # the second is after Debian 13
        shutil.move(programs.first(tree, *places), os.path.join(half, "kernel"))
        shutil.rmtree(os.path.join(tree, "boot"), ignore_errors=True)
        words = ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-d", tree]
        debian.run([*words, os.path.join(half, "disk"), ROOM])
        os.sync()
        os.rename(half, place)


def key() -> str:
    parts = [Path(__file__).with_name(name).read_bytes() for name in SOURCES]
    return hashlib.sha256(b"\0".join([*parts, repr(requirements()).encode()])).hexdigest()[:8]


def requirements() -> list[str]:
    """What anyarch and its tests need of Python's packages, as pyproject.toml says."""
    project = tomllib.loads(Path(debian.REPOSITORY, "pyproject.toml").read_text())
    # What has a condition is for other machines than these.
    testing = [line for line in project["dependency-groups"]["test"] if ";" not in line]
    return [*project["project"]["dependencies"], *testing]
