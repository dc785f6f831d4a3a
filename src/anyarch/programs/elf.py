"""An ELF program as Linux reads it: the header, the program headers, and what two of the segments say.

The rules are the kernel's (fs/binfmt_elf.c): a program is of type EXEC or DYN; its program headers have the one size
that there is, and fit into 64 KiB; the loader's path is at most 4095 bytes, and ends with a zero byte. What breaks
such a rule is answered by "exec format error", and is a `BrokenProgramError` here. Sections are not looked at: the
kernel does not need them, and a stripped program has none.

The level of an amd64 CPU is the GNU property "x86 ISA needed" (x86-64 psABI, and glibc, which refuses to start a
program that needs more than the CPU has). Few programs say so, and one that does not may still need it.
"""

import io
import itertools
from typing import NamedTuple

from elftools.common.exceptions import ELFError
from elftools.construct import ConstructError
from elftools.elf.elffile import ELFFile
from elftools.elf.segments import NoteSegment, Segment

from anyarch.oci import architectures, platforms
from anyarch.oci.architectures import HEADER
from anyarch.oci.platforms import Platform

# What pyelftools and construct let through on odd bytes; a list, so that a bug of ours is not taken for one.
ODDITIES = (ELFError, ConstructError, ValueError, KeyError, TypeError, AttributeError, OverflowError)
ENOUGH = 1 << 18  # bytes from a file's beginning, in which linkers place all that is read here

_HAS_LEVELS = "amd64"
_LARGEST_TABLE = 65536
_LONGEST_PATH = 4096
_MOST_NOTES = 64
_SHORTEST = 52  # bytes, of the header of a file with 32 bits
_PROGRAMS = ("ET_EXEC", "ET_DYN")
_SIZES = {32: 32, 64: 56}  # of one program header, in bytes
_LOADED = "PT_LOAD"


class BrokenProgramError(ValueError):
    """The file begins as an ELF program and is none that Linux would start; the message is a clause that says why."""


class Program(NamedTuple):
    """What a program is.

    Attributes:
        bits: 32 or 64, the file's class.
        float_abi: ``hard`` or ``soft`` for an arm program that says so; else empty.
        platform: what it is for; None for nothing that images are made for.
        level: the level of an amd64 CPU that it needs: 2 for x86-64-v2 and so on; 1 where it does not say.
        loader: the path of the loader that it asks for; empty for a static program.
        missing: how many bytes of what is to be loaded lie behind the file's end; 0 for a whole file.
    """

    bits: int
    float_abi: str
    platform: Platform | None
    level: int
    loader: str
    missing: int


def read(content: bytes, size: int) -> Program:
    """Read a program.

    Args:
        content: the file's beginning, of `ENOUGH` bytes or all of it.
        size: the length of the whole file in bytes.

    Raises:
        BrokenProgramError: Linux would not take it for a program.
    """
    if size < _SHORTEST:
        raise BrokenProgramError("it ends within its ELF header")
    try:
        return _read(ELFFile(io.BytesIO(content)), content, size)
    except BrokenProgramError:
        raise
    except ODDITIES as error:
        raise BrokenProgramError("its ELF header makes no sense") from error


def _read(file: ELFFile, content: bytes, size: int) -> Program:
    if file["e_type"] not in _PROGRAMS:
        raise BrokenProgramError("it is an object file or a memory dump, and no program")
    count = file["e_phnum"]
    if not count or file["e_phentsize"] != _SIZES[file.elfclass] or count * file["e_phentsize"] > _LARGEST_TABLE:
        raise BrokenProgramError("its table of program headers makes no sense")
    if file["e_phoff"] + count * file["e_phentsize"] > size:
        raise BrokenProgramError("it ends within its table of program headers")
    header, flags = content[:HEADER], file["e_flags"]
    abi, platform = architectures.float_abi(header, flags), platforms.from_program(header, flags)
    segments = [file.get_segment(number) for number in range(count)]
    ends = [segment["p_offset"] + segment["p_filesz"] for segment in segments if segment["p_type"] == _LOADED]
    return Program(
        bits=file.elfclass,
        float_abi=abi.name if abi else "",
        platform=platform,
        level=_level(segments) if platform and platform.architecture == _HAS_LEVELS else 1,
        loader=_loader(content, segments, size),
        missing=max(0, max(ends, default=0) - size),
    )


def _loader(content: bytes, segments: list[Segment], size: int) -> str:
    """The path in the first segment that asks for a loader."""
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
        raise BrokenProgramError("the path of its loader has no end")
    return path.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _level(segments: list[Segment]) -> int:
    """The highest bit of "x86 ISA needed": the first stands for the baseline, each further one for a level."""
    notes = (note for segment in segments if isinstance(segment, NoteSegment) for note in segment.iter_notes())
    levels = [
        item["pr_data"].bit_length()
        for note in itertools.islice(notes, _MOST_NOTES)
        if note["n_type"] == "NT_GNU_PROPERTY_TYPE_0" and note["n_name"] == "GNU"
        for item in note["n_desc"]
        if item["pr_type"] == "GNU_PROPERTY_X86_ISA_1_NEEDED"
    ]
    return max(levels, default=1) or 1
