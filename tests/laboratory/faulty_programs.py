"""The programs that the faulty images are built from: Debian's, and two with an instruction that no CPU has."""

from collections.abc import Callable
from pathlib import Path

from anyarch.emulators import machine_code
from anyarch.oci.architectures import EMULATED
from tests.laboratory.faulty_images import Programs, below
from tests.laboratory.programs import glibc, greeting, musl

NARROW = {"amd64": "386", "arm64": "arm"}
ILLEGAL = {"amd64": bytes.fromhex("0f0b")}  # zeros are no instruction of arm64, s390x, and others


def illegal(architecture: str) -> bytes:
    """The probe with what is no instruction in place of its own."""
    code = bytes.fromhex(EMULATED[architecture].code)
    return machine_code.probe(architecture).removesuffix(code) + ILLEGAL.get(architecture, b"").ljust(len(code), b"\0")


def gather(program: Callable[[str], str], own: str, foreign: str, cache: str) -> Programs:
    libraries = below(glibc(own, cache), "ld-linux*.so.*", "libc.so.6")
    return Programs(
        native=Path(program(own)).read_bytes(),
        foreign=Path(program(foreign)).read_bytes(),
        narrow=Path(program(NARROW[own])).read_bytes(),
        greeting=Path(greeting(own, cache)).read_bytes(),
        foreign_greeting=Path(greeting(foreign, cache)).read_bytes(),
        illegal=illegal(foreign),
        native_illegal=illegal(own),
        glibc=libraries,
        musl=below(musl(own, cache), "ld-musl-*.so.1"),
    )
