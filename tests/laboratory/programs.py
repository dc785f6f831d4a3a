"""Where each program that the laboratory needs comes from: the machine's PATH first, Debian's packages else.

The engine's programs must be installed, as they lean on libraries; busybox and the emulators are static and are only
unpacked. It never installs `qemu-user-static`, because that registers kernel handlers behind the tests' back.
"""

import contextlib
import os
import shutil
from pathlib import Path

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.debian import changing, install, unpack
from tests.laboratory.unavailable import Unavailable

PACKAGES = {  # by their names in Debian 12
    "containerd": "containerd",
    "debootstrap": "debootstrap",
    "docker": "docker.io",
    "docker-registry": "docker-registry",
    "dockerd": "docker.io",
    "openssl": "openssl",
    "qemu-system-aarch64": "qemu-system-arm",
    "runc": "runc",
}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def find(name: str) -> str:
    """The full path of a program of this machine; Unavailable tells which package it is in."""
    found = shutil.which(name, path=PATH)
    if found is None:
        raise Unavailable(f"the program {name} is missing: install the package {PACKAGES.get(name, name)}")
    return found


def every(name: str) -> list[str]:
    """All programs of that name on this machine, each under one of its names only."""
    found = (shutil.which(name, path=folder) for folder in PATH.split(os.pathsep))
    return sorted({os.path.realpath(program) for program in found if program})


def provide(*names: str) -> None:
    """Install the packages of those programs that the machine lacks."""
    with changing():  # a program may be there before what it leans on
        missing = {PACKAGES[name] for name in names if shutil.which(name, path=PATH) is None}
    install(*sorted(missing))
    if "docker" in names and shutil.which("docker", path=PATH) is None:
        install("docker-cli")  # its own since Debian 13
    for name in names:
        find(name)


def busybox(architecture: str, cache: str) -> str:
    folder = unpack("busybox-static", ARCHITECTURES[architecture].debian, cache)
    return first(folder, "bin/busybox", "usr/bin/busybox")


def busyboxes(cache: str, *architectures: str) -> dict[str, bytes]:
    return {each: Path(busybox(each, cache)).read_bytes() for each in architectures}


def greeting(architecture: str, cache: str) -> str:
    """A program for glibc that greets."""
    return os.path.join(unpack("hello", ARCHITECTURES[architecture].debian, cache), "usr", "bin", "hello")


def glibc(architecture: str, cache: str) -> str:
    return unpack("libc6", ARCHITECTURES[architecture].debian, cache)


def musl(architecture: str, cache: str) -> str:
    return unpack("musl", ARCHITECTURES[architecture].debian, cache)


def emulator(architecture: str, cache: str) -> str:
    """The static QEMU that runs programs of an architecture on this machine."""
    name = f"qemu-{ARCHITECTURES[architecture].emulator}"
    return first(emulators(cache), f"usr/bin/{name}-static", f"usr/bin/{name}")


def emulators(cache: str, suite: str | None = None) -> str:
    """The folder of the static QEMU for this machine, or of a suite of Debian's: since 13 another package has it."""
    with contextlib.suppress(Unavailable):  # the next one has gone after 13
        folder = unpack("qemu-user-static", None, cache, suite)
        if os.path.isfile(os.path.join(folder, "usr", "bin", "qemu-arm-static")):  # in 13 it is a link to the other
            return folder
    return unpack("qemu-user", None, cache, suite)


def first(folder: str, *places: str) -> str:
    """The first of these files that is in the folder: Debian has moved some to /usr."""
    paths = [os.path.join(folder, place) for place in places]
    return next(filter(os.path.isfile, paths), paths[0])
