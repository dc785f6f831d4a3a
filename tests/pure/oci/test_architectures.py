"""The table of CPUs: each row is complete, no two contradict each other, and the laboratory's own table agrees."""

import pytest

from anyarch.oci import architectures, platforms
from anyarch.oci.architectures import ARCHITECTURES, EMULATED, OTHER_NAMES, PROGRAMS, Elf
from anyarch.oci.platforms import Platform
from tests.laboratory import architectures as laboratory

N32 = 0x20


def header(number: int, bits: int, order: str) -> bytes:
    """The first bytes of an ELF file, as the gABI lays them out."""
    start = b"\x7fELF" + bytes([{32: 1, 64: 2}[bits], {"little": 1, "big": 2}[order], 1])
    return start.ljust(16, b"\0") + b"\x02\x00" + number.to_bytes(2, "little" if order == "little" else "big")


@pytest.mark.parametrize("name", EMULATED)
def test_what_is_emulated_has_a_program_a_package_and_marks(name: str) -> None:
    row = ARCHITECTURES[name]
    assert row.emulation
    assert all((row.elf, row.marks, row.emulation.qemu, row.emulation.fedora, bytes.fromhex(row.emulation.code)))


def test_nothing_has_two_meanings() -> None:
    marks = [mark for row in ARCHITECTURES.values() for mark in row.marks]
    organizations = [row.organization for row in ARCHITECTURES.values() if row.organization]
    aliases = [other for row in ARCHITECTURES.values() for other in row.other_names]
    headers = [(elf.number, elf.bits, elf.order, elf.required_flags) for elf in PROGRAMS.values()]
    for names in (marks, organizations, [*aliases, *ARCHITECTURES], headers):
        assert len(set(names)) == len(names)


def test_modes_are_rows_of_the_table() -> None:
    modes = [mode for row in ARCHITECTURES.values() for mode in row.modes]
    assert modes == ["386", "arm/v8"]
    assert {platforms.parse(f"linux/{mode}").architecture for mode in modes} <= set(EMULATED)


@pytest.mark.parametrize("known", laboratory.ARCHITECTURES.values(), ids=lambda known: known.name)
def test_the_laboratory_agrees(known: laboratory.Architecture) -> None:
    elf = PROGRAMS[known.name]
    assert (elf.number, elf.bits, elf.order) == (known.machine, known.bits, known.endian)
    assert EMULATED[known.name].qemu == known.emulator


@pytest.mark.parametrize(("name", "elf"), PROGRAMS.items())
def test_a_program_of_each_architecture_is_recognized(name: str, elf: Elf) -> None:
    found = architectures.of_header(header(elf.number, elf.bits, elf.order), elf.flags | elf.required_flags)
    assert found == ARCHITECTURES[name]
    assert elf.identity + elf.machine == (whole := header(elf.number, elf.bits, elf.order))[:7] + whole[18:]


@pytest.mark.parametrize(
    ("number", "bits", "order", "flags", "expected"),
    [
        (62, 64, "little", 0, "linux/amd64"),
        (62, 32, "little", 0, "None"),  # x32
        (62, 64, "big", 0, "None"),
        (4, 32, "big", 0, "None"),  # Motorola 68000
        (8, 32, "big", 0, "linux/mips"),
        (8, 32, "big", N32, "linux/mips64p32"),
        (8, 32, "little", N32 | 0x80000000, "linux/mips64p32le"),
        (8, 64, "little", N32, "linux/mips64le"),
        (40, 32, "little", 0x05000400, "linux/arm/v7"),
        (40, 32, "little", 0x05000200, "linux/arm/v6"),
        (40, 32, "little", 0x05000000, "linux/arm/v7"),
        (183, 64, "little", 0x600, "linux/arm64"),
    ],
)
def test_the_header_tells_the_platform(number: int, bits: int, order: str, flags: int, expected: str) -> None:
    assert str(platforms.from_program(header(number, bits, order), flags)) == expected


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"\0" * 20, b"\x7fELF" + b"\0" * 16])
def test_what_is_no_program_has_no_architecture(content: bytes) -> None:
    assert architectures.of_header(content) is None


@pytest.mark.parametrize(
    ("number", "flags", "name"), [(40, 0x400, "hard"), (40, 0x200, "soft"), (40, 0, ""), (3, 0x400, "")]
)
def test_only_arm_programs_say_which_float_abi_they_use(number: int, flags: int, name: str) -> None:
    found = architectures.float_abi(header(number, 32, "little"), flags)
    assert (found.name if found else "") == name


@pytest.mark.parametrize("name", [*ARCHITECTURES, *OTHER_NAMES])
def test_each_name_is_a_platform_by_itself(name: str) -> None:
    architecture, variant = OTHER_NAMES.get(name, (name, ""))
    assert platforms.parse(name) == platforms.normalized("linux", architecture, variant)


def test_an_architecture_without_a_row_is_known_by_name_only() -> None:
    assert architectures.named("vax") == ("vax", *architectures.Architecture("")[1:])
    assert platforms.normalized("linux", "vax", "v7") == Platform("linux", "vax", "v7")
