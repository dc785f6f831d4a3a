"""The two Linux programs that anyarch contains as machine code, each in the smallest possible ELF file.

*The probe* exits with 42. It needs no loader, library, or file system, so if it does not start, the engine cannot
execute programs for that CPU. For a CPU level, such as amd64/v3, it begins with instructions of that level: without
one of them, a CPU or an emulator ends it with SIGILL. `SMALL_PAGES` is for programs that need pages of 4 KiB: the probe
is placed so that a kernel with larger ones cannot load it.

*The copy program* is for containers that contain nothing else. It reads and writes the kernel's table of handlers.
``/copy SOURCE TARGET [SOURCE TARGET]...`` opens each source, reads it once, opens the target, which must exist, and
writes it once, because the kernel expects an entry in one write (Documentation/admin-guide/binfmt-misc.rst). It exits
with 0, or with 1 at the first pair that it cannot copy completely. A source is cut off after `LARGEST` bytes; the
kernel's entries are far shorter.

Each is a static ELF file (System V ABI, chapter 4, and the processor supplements): the header, one loadable segment
that covers the whole file, and the instructions. A probe has 96 to 132 bytes. Its instructions are in the table of CPUs
(`architectures`). Those of the copy program are here, for the architectures that engines run on.
"""

import struct

from anyarch.oci.architectures import EMULATED, PROGRAMS

STATUS = 42
SMALL_PAGES = "4k"  # stands where a level does
SMALL_PAGE = 0x1000
LARGEST = 8192

_BASE = 0x400000
_ALIGNMENT = 0x10000  # the largest page size that Linux has on any of these
_EXECUTABLE = 2
_LOADABLE = 1
_READ_AND_EXECUTE = 5
_VERSION = 1
_WIDE = 64
_IDENTITY = 16  # bytes
_SIZES = {32: (52, 32), 64: (64, 56)}  # of the file's header and of a segment's, in bytes

# Each line is one step: the next source or the end; open; read; open the target; write; the next pair; 1 or 0; exit.
_COPY = {
    "amd64": """
        488d5c2410 488b3b 4885ff 7444
        31f6 6a02 58 0f05 97
        488db42400dfffff ba00200000 31c0 0f05 95 85ed 782d
        488b7b08 6a01 5e 6a02 58 0f05 97
        488db42400dfffff 89ea 6a01 58 0f05 39e8 750d
        4883c310 ebb4
        31ff 6a3c 58 0f05 6a01 5f ebf6
    """,
    "arm": """
        08808de2 040098e4 000050e3 1400000a
        0010a0e3 0570a0e3 000000ef
        029a4de2 0910a0e1 022aa0e3 0370a0e3 000000ef 00a0b0e1 0900004a
        040098e4 0110a0e3 0570a0e3 000000ef
        0910a0e1 0a20a0e1 0470a0e3 000000ef
        0a0050e1 e8ffff0a
        0100a0e3 0170a0e3 000000ef
    """,
    "arm64": """
        f3430091 618640f8 210300b4
        600c8092 020080d2 080780d2 010000d4
        f40b40d1 e10314aa 020084d2 e80780d2 010000d4 f50300aa 9501f8b7
        600c8092 618640f8 220080d2 080780d2 010000d4
        e10314aa e20315aa 080880d2 010000d4
        1f0015eb 20fdff54
        200080d2 02000014 000080d2 a80b80d2 010000d4
    """,
    "ppc64le": """
        1000c139 00e0e139 00006ee8 0000232c 64008241
        00008038 05000038 02000044 50008341
        787be47d 0020a038 03000038 02000044 3c008341 781b707c
        08006ee8 01008038 05000038 02000044 24008341
        787be47d 7883057e 04000038 02000044 10008341
        1000ce39 0080237c 9cff8241
        01006038 01000038 02000044
    """,
    "riscv64": """
        93040101 b7220000 33095140 83b50400 13050000 638e0504
        1305c0f9 13060000 93088003 73000000
        93050900 37260000 9308f003 73000000 93090500 63c80902
        1305c0f9 83b58400 13061000 93088003 73000000
        93050900 13860900 93080004 73000000
        93840401 e30235fb
        13051000 9308d005 73000000
    """,
    "s390x": """
        4180f010 a7fbe000 e32080000004 b9020022 a7840020
        a7390000 0a05
        b904003f a7492000 0a03 b9020092 a7440012
        e32080080004 a7390001 0a05
        b904003f b9040049 0a04
        a78b0010 ec29ffe08064
        a7290001 0a01
    """,
}

COPYING = frozenset(_COPY)


def probe(architecture: str, variant: str = "") -> bytes:
    """The probe for an architecture by its Go name, one of `EMULATED`, and for a level of it, or `SMALL_PAGES`."""
    row = EMULATED[architecture]
    base, alignment = (_BASE + SMALL_PAGE, SMALL_PAGE) if variant == SMALL_PAGES else (_BASE, _ALIGNMENT)
    return _executable(architecture, row.levels.get(variant, "") + row.code, base, alignment)


def copy(architecture: str) -> bytes:
    """The copy program for an architecture by its Go name, one of `COPYING`."""
    return _executable(architecture, _COPY[architecture])


def _executable(architecture: str, hexadecimal: str, base: int = _BASE, alignment: int = _ALIGNMENT) -> bytes:
    """A static ELF file that executes the instructions from the first one on."""
    elf, code = PROGRAMS[architecture], bytes.fromhex(hexadecimal)
    order = "<" if elf.order == "little" else ">"
    header_size, segment_size = _SIZES[elf.bits]
    size = header_size + segment_size + len(code)
    identity = elf.identity.ljust(_IDENTITY, b"\0")
    header = struct.pack(
        f"{order}HHI3{'Q' if elf.bits == _WIDE else 'I'}IHHHHHH",
        _EXECUTABLE,
        elf.number,
        _VERSION,
        base + header_size + segment_size,  # the entry point: the code, right after the headers
        header_size,  # where the table of segments begins
        0,  # there is no table of sections
        elf.flags,
        header_size,
        segment_size,
        1,
        *(0, 0, 0),  # no sections
    )
    where = (base, base, size, size)
    if elf.bits == _WIDE:
        segment = struct.pack(f"{order}IIQQQQQQ", _LOADABLE, _READ_AND_EXECUTE, 0, *where, alignment)
    else:
        segment = struct.pack(f"{order}IIIIIIII", _LOADABLE, 0, *where, _READ_AND_EXECUTE, alignment)
    return identity + header + segment + code
