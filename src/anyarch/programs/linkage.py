"""What an ELF file is linked with: its loader and its libraries, and a program that is embedded in it.

This reads program headers, with pyelftools, because a stripped file has no sections. It runs nothing, unlike `ldd`,
which starts the program's own loader.
"""

import io
from collections.abc import Iterator
from typing import NamedTuple

from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.segments import InterpSegment

from anyarch.oci import architectures
from anyarch.oci.architectures import HEADER, MAGIC
from anyarch.programs.elf import ODDITIES

_SMALLEST = 64
_DYNAMIC = {"DT_NEEDED": "needed", "DT_RUNPATH": "runpath", "DT_RPATH": "rpath"}


class Needs(NamedTuple):
    """A program or a library.

    Attributes:
        architecture: by its Go name; empty for one that no image is made for.
        loader: the path of a program's loader; empty for a static program and for a library.
        libraries: the names of the libraries that it is linked with.
        folders: the folders to search for them first, as written in the file, such as ``$ORIGIN/lib``.
    """

    architecture: str
    loader: str
    libraries: tuple[str, ...]
    folders: tuple[str, ...]


def read(content: bytes) -> Needs:
    """Read a whole file.

    Raises:
        ValueError: it is not a valid ELF file.
    """
    try:
        return _needs(ELFFile(io.BytesIO(content)))
    except ODDITIES as error:
        raise ValueError("it is not a valid ELF file") from error


def embedded(content: bytes) -> bytes:
    """The static program of the same architecture that is embedded in a program, such as PRoot's loader.

    Raises:
        ValueError: there is none.
    """
    own = read(content)
    start = content.find(MAGIC, len(MAGIC))
    while start >= 0:
        inner = _whole(content[start:])
        if inner:
            found = read(inner)
            if (found.architecture, found.loader, found.libraries) == (own.architecture, "", ()):
                return inner
        start = content.find(MAGIC, start + len(MAGIC))
    raise ValueError("it has no embedded loader")


def _needs(file: ELFFile) -> Needs:
    loader = ""
    named: dict[str, list[str]] = {attribute: [] for attribute in _DYNAMIC.values()}
    for segment in file.iter_segments():
        if isinstance(segment, InterpSegment):
            loader = str(segment.get_interp_name())
        elif isinstance(segment, DynamicSegment):
            for tag in segment.iter_tags():
                if attribute := _DYNAMIC.get(str(tag.entry.d_tag)):
                    named[attribute].append(str(getattr(tag, attribute)))
    folders = (folder for paths in (*named["runpath"], *named["rpath"]) for folder in paths.split(":"))
    return Needs(_architecture(file), loader, tuple(named["needed"]), tuple(folders))


def _architecture(file: ELFFile) -> str:
    file.stream.seek(0)
    row = architectures.of_header(file.stream.read(HEADER), file["e_flags"])
    return row.name if row else ""


def _whole(content: bytes) -> bytes:
    """The ELF file at the beginning of some bytes, without what follows it; empty if there is none."""
    if len(content) < _SMALLEST:
        return b""
    try:
        file = ELFFile(io.BytesIO(content))
        end = max(_ends(file))
    except ODDITIES:
        return b""
    return content[:end] if end <= len(content) else b""


def _ends(file: ELFFile) -> Iterator[int]:
    """Where the parts of a file end: its segments, and its section table, which linkers put last."""
    for segment in file.iter_segments():
        yield segment["p_offset"] + segment["p_filesz"]
    yield file["e_shoff"] + file["e_shnum"] * file["e_shentsize"]
