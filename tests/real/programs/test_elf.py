"""Programs: what those of Debian's packages are, and damaged ones without a surprise."""

import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from hypothesis import given
from hypothesis import strategies as st

from anyarch.emulators import machine_code
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform, parse
from anyarch.programs import elf
from anyarch.programs.elf import BrokenProgramError, Program
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import cache, unpack
from tests.laboratory.faulty_images import requiring_level
from tests.laboratory.programs import first, greeting
from tests.laboratory.suites import SUITES

PLATFORMS = {"arm": Platform("linux", "arm", "v7")}
LOADERS = {
    "386": "/lib/ld-linux.so.2",
    "amd64": "/lib64/ld-linux-x86-64.so.2",
    "arm": "/lib/ld-linux-armhf.so.3",
    "arm64": "/lib/ld-linux-aarch64.so.1",
    "ppc64le": "/lib64/ld64.so.2",
    "s390x": "/lib/ld64.so.1",
}


def dynamic(architecture: str) -> str:
    """The path of a program that is linked dynamically."""
    return greeting(architecture, cache(os.environ))


def read(content: bytes) -> Program:
    return elf.read(content[: elf.ENOUGH], len(content))


@pytest.mark.parametrize("suite", SUITES)
def test_a_large_dynamic_program_is_read_from_its_beginning(suite: str) -> None:
    """Since Debian 13, some of its notes are at its end."""
    folder = unpack("bash", None, cache(os.environ), suite)
    content = Path(first(folder, "bin/bash", "usr/bin/bash")).read_bytes()
    assert len(content) > elf.ENOUGH
    assert read(content) == elf.read(content, len(content))
    assert read(content).loader == LOADERS[native().name]


def test_notes_that_cannot_be_read_do_not_keep_a_program_from_running() -> None:
    content = Path(dynamic("amd64")).read_bytes()
    notes = [each["p_offset"] for each in ELFFile(io.BytesIO(content)).iter_segments("PT_NOTE")]
    assert notes
    damaged = bytearray(content)
    for offset in notes:
        damaged[offset : offset + 8] = b"\xff" * 8  # the lengths of the note's name and content
    assert read(bytes(damaged)) == read(content)


@pytest.mark.parametrize("name", sorted(set(ARCHITECTURES) - {"riscv64"}))
def test_a_program_of_debians_is_for_its_architecture(name: str, program: Callable[[str], str]) -> None:
    architecture = ARCHITECTURES[name]
    static, linked = (read(Path(path).read_bytes()) for path in (program(name), dynamic(name)))
    for found in (static, linked):
        assert found.bits == architecture.bits
        assert found.platform == PLATFORMS.get(name, parse(f"linux/{name}"))
        assert found.float_abi == ("hard" if name == "arm" else "")
        assert found.missing == 0
    assert (static.loader, linked.loader) == ("", LOADERS[name])


@pytest.mark.parametrize("architecture", EMULATED)
def test_the_probes_programs_are_for_what_they_probe(architecture: str) -> None:
    assert read(machine_code.probe(architecture)).platform == parse(f"linux/{architecture}")


@pytest.mark.parametrize(("levels", "level"), [(0b1, 1), (0b11, 2), (0b101, 3), (0b1111, 4), (0b10001, 5)])
def test_the_cpu_level_is_the_highest_that_is_needed(levels: int, level: int) -> None:
    assert read(requiring_level(Path(dynamic("amd64")).read_bytes(), levels)).level == level


def test_a_soft_float_program_is_for_arm_v6() -> None:
    content = bytearray(machine_code.probe("arm"))
    content[36:40] = (0x05000200).to_bytes(4, "little")
    found = read(bytes(content))
    assert (found.float_abi, found.platform) == ("soft", Platform("linux", "arm", "v6"))


def test_a_cpu_without_images_has_no_platform() -> None:
    content = bytearray(machine_code.probe("amd64"))
    content[18:20] = (4).to_bytes(2, "little")  # Motorola 68000
    assert read(bytes(content)).platform is None


@pytest.mark.parametrize("size", [0, 4, 51])
def test_less_than_a_header_is_no_program(size: int, program: Callable[[str], str]) -> None:
    with pytest.raises(BrokenProgramError, match="ends within its ELF header"):
        read(Path(program("amd64")).read_bytes()[:size])


def test_what_is_cut_off_behind_its_headers_lacks_bytes(program: Callable[[str], str]) -> None:
    content = Path(program("amd64")).read_bytes()
    half = len(content) // 2
    found = read(content[:half])
    assert 0 < found.missing <= len(content) - half
    assert found._replace(missing=0) == read(content)


def test_an_object_file_is_no_program() -> None:
    content = bytearray(machine_code.probe("amd64"))
    content[16] = 1
    with pytest.raises(BrokenProgramError, match="not a program"):
        read(bytes(content))


CHANGES = st.lists(st.tuples(st.integers(0, 2047), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8)


@pytest.mark.parametrize("name", ["amd64", "arm", "s390x"])
@given(changes=CHANGES, cut=st.none() | st.integers(0, 30000))
def test_a_damaged_program_is_a_program_or_the_documented_error(
    name: str, changes: list[tuple[int, bytes]], cut: int | None
) -> None:
    content = bytearray(Path(dynamic(name)).read_bytes())
    for at, piece in changes:
        content[at : at + len(piece)] = piece
    with contextlib.suppress(BrokenProgramError):
        assert read(bytes(content[:cut])).bits in (32, 64)
