"""The disk of a machine with its kernel, made once and kept.

What goes into it is in the folder's name: the files of this package, and the requirements of the tests. The parts get
their names when all are complete, as with the chroots of `tests.laboratory.suites`.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import platformdirs

from tests.laboratory import debian, programs
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


def cache(environment: Mapping[str, str]) -> str:
    """The folder of all images: below $ANYARCH_TEST_CACHE, or below the user's own cache folder."""
    folder = environment.get("ANYARCH_TEST_CACHE") or platformdirs.user_cache_dir("anyarch-laboratory")
    return os.path.join(os.path.abspath(folder), "machines")


def provide(system: System, pages: str, folder: str, tell: Callable[[str], object]) -> Image:
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
        with open(os.path.join(half, "initial"), "wb") as file:
            file.write(initial.build(tree, version))
        places = (f"boot/vmlinuz-{version}", f"usr/lib/modules/{version}/vmlinuz")  # the second is after Debian 13
        shutil.move(programs.first(tree, *places), os.path.join(half, "kernel"))
        shutil.rmtree(os.path.join(tree, "boot"), ignore_errors=True)
        words = ["mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-d", tree]
        done = subprocess.run([*words, os.path.join(half, "disk"), ROOM], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"mke2fs failed with status {done.returncode}: {done.stderr.strip()}")
        os.sync()
        os.rename(half, place)


def key() -> str:
    whole = hashlib.sha256()
    for name in SOURCES:
        with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
            whole.update(file.read() + b"\0")
    whole.update(repr(requirements()).encode())
    return whole.hexdigest()[:8]


def requirements() -> list[str]:
    """What anyarch and its tests need of Python's packages, as pyproject.toml says."""
    with open(os.path.join(debian.REPOSITORY, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)
    # What has a condition is for other machines than these.
    testing = [line for line in project["dependency-groups"]["test"] if ";" not in line]
    return [*project["project"]["dependencies"], *testing]
