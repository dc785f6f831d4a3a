"""The probe's programs: for each architecture the smallest Linux program, which ends with status 42.

Each is a static ELF file (System V ABI, chapter 4, and the processor supplements) of 96 to 132 bytes: the header, one
loadable segment that covers the whole file, and the two or three instructions of ``exit(42)``. They need no loader, no
library and no file system, so that a failure to start can only mean that the CPU's programs cannot be executed.

For a level of amd64 (x86-64-v2 to v4, the x86-64 psABI) instructions stand in front that came with it, one for each of
its larger features. A CPU, or an emulator, that lacks one of them ends the program with SIGILL.
"""

import struct

from anyarch.oci.architectures import EMULATED, PROGRAMS

STATUS = 42

_BASE = 0x400000
_ALIGNMENT = 0x10000  # the largest page size that Linux has on any of these
_EXECUTABLE = 2
_LOADABLE = 1
_READ_AND_EXECUTE = 5
_VERSION = 1
_WIDE = 64
_IDENTITY = 16  # bytes
_SIZES = {32: (52, 32), 64: (64, 56)}  # of the file's header and of a segment's, in bytes


def program(architecture: str, variant: str = "") -> bytes:
    """The program for an architecture by its Go name, one of `EMULATED`, and for a level of it where that has one."""
    row = EMULATED[architecture]
    return executable(architecture, bytes.fromhex(row.levels.get(variant, "") + row.code))


def executable(architecture: str, code: bytes) -> bytes:
    """A static ELF file of some instructions, the first of which is the first to be executed."""
    elf = PROGRAMS[architecture]
    order = "<" if elf.order == "little" else ">"
    header_size, segment_size = _SIZES[elf.bits]
    size = header_size + segment_size + len(code)
    identity = elf.identity.ljust(_IDENTITY, b"\0")
    header = struct.pack(
        order + ("HHIQQQIHHHHHH" if elf.bits == _WIDE else "HHIIIIIHHHHHH"),
        _EXECUTABLE,
        elf.number,
        _VERSION,
        _BASE + header_size + segment_size,  # the entry point: the code, right behind the headers
        header_size,  # where the table of segments begins
        0,  # there is no table of sections
        elf.flags,
        header_size,
        segment_size,
        1,
        *(0, 0, 0),  # no sections
    )
    where = (_BASE, _BASE, size, size)
    if elf.bits == _WIDE:
        segment = struct.pack(f"{order}IIQQQQQQ", _LOADABLE, _READ_AND_EXECUTE, 0, *where, _ALIGNMENT)
    else:
        segment = struct.pack(f"{order}IIIIIIII", _LOADABLE, 0, *where, _READ_AND_EXECUTE, _ALIGNMENT)
    return identity + header + segment + code
