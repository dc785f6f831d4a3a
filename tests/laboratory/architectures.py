"""CPU architectures, and what each of the worlds that meet here calls them.

The key everywhere in the laboratory is the OCI name (`arm64`, never `aarch64`). Only architectures for which Debian has
both a busybox and an emulator are listed; variants (`v7`, `v8`) belong to images, not here.
"""

import os
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Architecture:
    """What images, Debian's packages, QEMU and `uname -m` call a CPU architecture, and the marks of its ELF files."""

    name: str
    debian: str
    emulator: str
    uname: str
    bits: int
    endian: Literal["little", "big"]
    machine: int


ARCHITECTURES = {
    architecture.name: architecture
    for architecture in (
        Architecture("386", "i386", "i386", "i686", 32, "little", 3),
        Architecture("amd64", "amd64", "x86_64", "x86_64", 64, "little", 62),
        Architecture("arm", "armhf", "arm", "armv7l", 32, "little", 40),
        Architecture("arm64", "arm64", "aarch64", "aarch64", 64, "little", 183),
        Architecture("ppc64le", "ppc64el", "ppc64le", "ppc64le", 64, "little", 21),
        Architecture("riscv64", "riscv64", "riscv64", "riscv64", 64, "little", 243),
        Architecture("s390x", "s390x", "s390x", "s390x", 64, "big", 22),
    )
}


def native() -> Architecture:
    """Return the architecture of the machine this runs on; KeyError if it is none of ours."""
    names = {architecture.uname: architecture for architecture in ARCHITECTURES.values()}
    return names[os.uname().machine]


def foreign() -> str:
    """Return the OCI name of an architecture that is not this machine's."""
    return "arm64" if native().name == "amd64" else "amd64"
