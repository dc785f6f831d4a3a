"""Read an ELF program as Linux does: its header, its program headers, and two of its segments.

The rules are the kernel's (fs/binfmt_elf.c): the type is EXEC or DYN; program headers have the one valid size, and fit
into 64 KiB; the path of the loader is at most 4095 bytes long, and ends with a zero byte. If a file breaks one of them,
Linux reports "exec format error", and this module raises `BrokenProgramError`. It does not read sections: the kernel
does not need them, and a stripped program has none.

The CPU level of an amd64 program is the GNU property "x86 ISA needed" (x86-64 psABI; glibc refuses to start a program
that needs a higher level than the CPU's). Few programs have it, and a program without it may need a higher level too.
It is read if it is in the part of the file that is read: linkers since about 2024 also put notes at the end.
"""

import contextlib
import io
import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from elftools.common.exceptions import ELFError
from elftools.construct import ConstructError
from elftools.elf.elffile import ELFFile
from elftools.elf.segments import NoteSegment, Segment

from anyarch.bare.errors import AnyarchError
from anyarch.oci import architectures, platforms
from anyarch.oci.architectures import HEADER
from anyarch.oci.platforms import Platform

# What pyelftools and construct raise for damaged files; not all exceptions, so that a bug of anyarch's is not hidden.
ODDITIES = (ELFError, ConstructError, ValueError, KeyError, TypeError, AttributeError, OverflowError)
ENOUGH = 1 << 18  # bytes from the beginning of a file, where linkers put everything that is read here

_HAS_LEVELS = "amd64"
_LARGEST_TABLE = 65536
_LONGEST_PATH = 4096
_MOST_NOTES = 64
_SHORTEST = 52  # bytes, of the header of a 32-bit file
_PROGRAMS = ("ET_EXEC", "ET_DYN")
_SIZES = {32: 32, 64: 56}  # of one program header, in bytes
_LOADED = "PT_LOAD"
_CLASS = 4  # the byte that says whether the file has 32 or 64 bits
# The fields of the ELF header that lead to the sections: e_shoff, and the last two, e_shnum and e_shstrndx.
_SECTIONS = {1: ((0x20, 4), (0x30, 4)), 2: ((0x28, 8), (0x3C, 4))}


class BrokenProgramError(AnyarchError):
    """The file begins like an ELF program, but Linux would not start it; the message is a clause that says why."""


class Program(NamedTuple):
    """An ELF program.

    Attributes:
        bits: 32 or 64, the file's class.
        float_abi: ``hard`` or ``soft``, if an arm program has it; else empty.
        platform: the platform that it runs on; None if images have no such platform.
        level: the level of an amd64 CPU that it needs: 2 for x86-64-v2 and so on; 1 if none was read.
        loader: the path of its loader; empty for a static program.
        alignment: what its segments are aligned to, in bytes; a kernel with larger pages cannot load it.
        missing: how many bytes of its segments are beyond the end of the file; 0 if the file is complete.
    """

    bits: int
    float_abi: str
    platform: Platform | None
    level: int
    loader: str
    alignment: int
    missing: int


def read(content: bytes, size: int) -> Program:
    """Read a program.

    Args:
        content: the first `ENOUGH` bytes of the file, or all of it.
        size: the size of the whole file in bytes.

    Raises:
        BrokenProgramError: Linux would not start it.
    """
    if size < _SHORTEST:
        raise BrokenProgramError("it ends within its ELF header")
    try:
        return _read(ELFFile(io.BytesIO(_without_sections(content))), content, size)
    except BrokenProgramError:
        raise
    except ODDITIES as error:
        raise BrokenProgramError("its ELF header is invalid") from error


def _without_sections(content: bytes) -> bytes:
    """The file, as if it had no sections: pyelftools looks for their table, which may be beyond what was read."""
    changed = bytearray(content)
    for offset, length in _SECTIONS.get(content[_CLASS], ()):
        changed[offset : offset + length] = bytes(length)
    return bytes(changed)


def _read(file: ELFFile, content: bytes, size: int) -> Program:
    if file["e_type"] not in _PROGRAMS:
        raise BrokenProgramError("it is an object file or a core dump, not a program")
    count = file["e_phnum"]
    if not count or file["e_phentsize"] != _SIZES[file.elfclass] or count * file["e_phentsize"] > _LARGEST_TABLE:
        raise BrokenProgramError("its table of program headers is invalid")
    if file["e_phoff"] + count * file["e_phentsize"] > size:
        raise BrokenProgramError("it ends within its table of program headers")
    header, flags = content[:HEADER], file["e_flags"]
    abi, platform = architectures.float_abi(header, flags), platforms.from_program(header, flags)
    segments = [file.get_segment(number) for number in range(count)]
    loaded = [segment for segment in segments if segment["p_type"] == _LOADED]
    ends = [segment["p_offset"] + segment["p_filesz"] for segment in loaded]
    return Program(
        bits=file.elfclass,
        float_abi=abi.name if abi else "",
        platform=platform,
        level=_level(segments, len(content)) if platform and platform.architecture == _HAS_LEVELS else 1,
        loader=_loader(content, segments, size),
        alignment=min((segment["p_align"] for segment in loaded), default=0),
        missing=max(0, max(ends, default=0) - size),
    )


def _loader(content: bytes, segments: list[Segment], size: int) -> str:
    """The path in the first segment that names a loader."""
    found = next((segment for segment in segments if segment["p_type"] == "PT_INTERP"), None)
    if found is None:
        return ""
    length, offset = found["p_filesz"], found["p_offset"]
    if not 1 < length <= _LONGEST_PATH:
        raise BrokenProgramError("the path of its loader is too long or empty")
    if offset + length > size:
        raise BrokenProgramError("it ends before the path of its loader")
    path = content[offset : offset + length]
    if len(path) == length and path[-1]:
        raise BrokenProgramError("the path of its loader does not end")
    return path.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _level(segments: list[Segment], length: int) -> int:
    """The highest bit of "x86 ISA needed": the lowest bit is the baseline, and each higher bit one level more.

    Of notes, which Linux does not read, those count that can be read, and are within the first `length` bytes.
    """
    levels = [1]
    with contextlib.suppress(*ODDITIES):
        levels += [
            item["pr_data"].bit_length()
            for note in itertools.islice(_notes(segments, length), _MOST_NOTES)
            if note["n_type"] == "NT_GNU_PROPERTY_TYPE_0" and note["n_name"] == "GNU"
            for item in note["n_desc"]
            if item["pr_type"] == "GNU_PROPERTY_X86_ISA_1_NEEDED"
        ]
    return max(levels)


def _notes(segments: list[Segment], length: int) -> Iterator[Mapping[str, Any]]:
    for segment in segments:
        if isinstance(segment, NoteSegment) and segment["p_offset"] + segment["p_filesz"] <= length:
            yield from segment.iter_notes()
