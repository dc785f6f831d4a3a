"""The probe's programs: for each architecture the smallest Linux program, which ends with status 42.

Each is a static ELF file (System V ABI, chapter 4, and the processor supplements) of 96 to 132 bytes: the header, one
loadable segment that covers the whole file, and the two or three instructions of ``exit(42)``. They need no loader, no
library and no file system, so that a failure to start can only mean that the CPU's programs cannot be executed.

For a level of amd64 (x86-64-v2 to v4, the x86-64 psABI) instructions stand in front that came with it, one for each of
its larger features. A CPU, or an emulator, that lacks one of them ends the program with SIGILL.
"""

import struct
from typing import NamedTuple

STATUS = 42

_BASE = 0x400000
_ALIGNMENT = 0x10000  # the largest page size that Linux has on any of these
_EXECUTABLE = 2
_LOADABLE = 1
_READ_AND_EXECUTE = 5
_VERSION = 1
_WIDE = 64
_SIZES = {32: (52, 32), 64: (64, 56)}  # of the file's header and of a segment's, in bytes


class Machine(NamedTuple):
    """What the ELF header says of a CPU.

    Attributes:
        number: ``e_machine``.
        bits: 32 or 64, the file's class.
        order: the file's byte order, as `struct` writes it.
        flags: ``e_flags``: the ABI that the kernel asks for.
        code: the instructions of ``exit(42)``, in hexadecimal.
    """

    number: int
    bits: int
    order: str
    flags: int
    code: str


MACHINES = {
    "386": Machine(3, 32, "<", 0, "b801000000 bb2a000000 cd80"),
    "amd64": Machine(62, 64, "<", 0, "bf2a000000 b83c000000 0f05"),
    "arm": Machine(40, 32, "<", 0x05000000, "2a00a0e3 0170a0e3 000000ef"),  # EABI 5
    "arm64": Machine(183, 64, "<", 0, "400580d2 a80b80d2 010000d4"),
    "loong64": Machine(258, 64, "<", 0x43, "04a8c002 0b74c102 00002b00"),  # double float, object ABI 1
    "mips64le": Machine(8, 64, "<", 0x80000000, "2a000424 c2130224 0c000000"),  # MIPS64 revision 2, as Debian builds
    "ppc64le": Machine(21, 64, "<", 2, "01000038 2a006038 02000044"),  # ELF ABI 2
    "riscv64": Machine(243, 64, "<", 0, "1305a002 9308d005 73000000"),
    "s390x": Machine(22, 64, ">", 0, "a729002a 0a01"),
}

_LEVELS = {
    ("amd64", "v2"): (
        "f30fb8c0"  # popcnt
        "660f3800c0"  # pshufb: SSSE3
        "660f3837c0"  # pcmpgtq: SSE4.2
    ),
    ("amd64", "v3"): (
        "c4e278f2c0"  # andn: BMI1
        "c4e27bf5c0"  # pdep: BMI2
        "c4e27913c0"  # vcvtph2ps: F16C
        "c4e27d98c0"  # vfmadd132ps: FMA
        "c5fdfec0"  # vpaddd: AVX2
    ),
    ("amd64", "v4"): (
        "62f17d48fec0"  # vpaddd: AVX512F
        "62f17d48fcc0"  # vpaddb: AVX512BW
        "62f2fd2840c0"  # vpmullq: AVX512DQ, AVX512VL
        "62f27d08c4c0"  # vpconflictd: AVX512CD
    ),
}


def program(architecture: str, variant: str = "") -> bytes:
    """The program for an architecture by its Go name, a key of `MACHINES`, and for a level of it where that has one."""
    return executable(
        architecture, bytes.fromhex(_LEVELS.get((architecture, variant), "") + MACHINES[architecture].code)
    )


def executable(architecture: str, code: bytes) -> bytes:
    """A static ELF file of some instructions, the first of which is the first to be executed."""
    machine = MACHINES[architecture]
    header_size, segment_size = _SIZES[machine.bits]
    size = header_size + segment_size + len(code)
    identity = b"\x7fELF" + bytes([machine.bits // 32, "<>".index(machine.order) + 1, _VERSION]) + bytes(9)
    header = struct.pack(
        machine.order + ("HHIQQQIHHHHHH" if machine.bits == _WIDE else "HHIIIIIHHHHHH"),
        _EXECUTABLE,
        machine.number,
        _VERSION,
        _BASE + header_size + segment_size,  # the entry point: the code, right behind the headers
        header_size,  # where the table of segments begins
        0,  # there is no table of sections
        machine.flags,
        header_size,
        segment_size,
        1,
        *(0, 0, 0),  # no sections
    )
    where = (_BASE, _BASE, size, size)
    if machine.bits == _WIDE:
        segment = struct.pack(f"{machine.order}IIQQQQQQ", _LOADABLE, _READ_AND_EXECUTE, 0, *where, _ALIGNMENT)
    else:
        segment = struct.pack(f"{machine.order}IIIIIIII", _LOADABLE, 0, *where, _READ_AND_EXECUTE, _ALIGNMENT)
    return identity + header + segment + code
