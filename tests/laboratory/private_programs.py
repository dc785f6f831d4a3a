"""What a private emulator pack is made of, from Debian's packages, without installing them on the machine.

Installing the package of QEMU would register kernel handlers, which is just what these tests must not have.
"""

import os
import shutil

from tests.laboratory.architectures import native
from tests.laboratory.debian import alone, unpack
from tests.laboratory.programs import emulators

BUSYBOX, LIBRARIES, PROOT = "busybox-static", ("libc6", "libtalloc2"), "proot"
PROOT_SUITES = {"arm64": "sid"}  # the first whose PRoot works on that CPU, where the machine's own does not
LIBC = (2, 38)  # which that one needs


def folder(cache: str, suite: str | None = None) -> str:
    """A folder in which the packages are spread together, for the machine's own architecture.

    They are the machine's own, or those of a suite of Debian's. Where its PRoot does not work, that is another suite's;
    with its libraries if a suite was asked for, or if the machine's are too old for it.
    """
    suite_of_proot = PROOT_SUITES.get(native().name, suite)
    suite_of_libraries = suite_of_proot if suite or libc() < LIBC else None
    sources = [unpack(BUSYBOX, None, cache, suite), tini(cache, suite), emulators(cache, suite)]
    sources += [unpack(package, None, cache, suite_of_libraries) for package in LIBRARIES]
    sources.append(unpack(PROOT, None, cache, suite_of_proot))
    together = os.path.join(cache, "_".join(filter(None, ("private-programs", suite))))
    with alone(cache):
        if not os.path.isdir(together):
            unfinished = f"{together}.{os.getpid()}"
            for source in sources:
                shutil.copytree(source, unfinished, symlinks=True, copy_function=linked, dirs_exist_ok=True)
            os.rename(unfinished, together)
    return together


def libc() -> tuple[int, ...]:
    return tuple(map(int, (os.confstr("CS_GNU_LIBC_VERSION") or "").rpartition(" ")[2].split(".")))


def linked(source: str, target: str) -> None:
    """Have a file there too: as a link, as QEMU for all architectures is too much to have twice, if that can be."""
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def tini(cache: str, suite: str | None) -> str:
    """The static tini has a package of its own since Debian 13."""
    found = unpack("tini", None, cache, suite)
    is_there = os.path.isfile(os.path.join(found, "usr", "bin", "tini-static"))
    return found if is_there else unpack("tini-static", None, cache, suite)
