import io
import os
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from anyarch.emulators import machine_code
from anyarch.oci import architectures
from anyarch.oci.architectures import EMULATED
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import cache
from tests.laboratory.programs import emulator

# What pyelftools, which knows nothing of the table, calls the machine; with the file's class and byte order.
NAMES = {
    "386": ("EM_386", 32, True),
    "amd64": ("EM_X86_64", 64, True),
    "arm": ("EM_ARM", 32, True),
    "arm64": ("EM_AARCH64", 64, True),
    "loong64": ("EM_LOONGARCH", 64, True),
    "mips64le": ("EM_MIPS", 64, True),
    "ppc64le": ("EM_PPC64", 64, True),
    "riscv64": ("EM_RISCV", 64, True),
    "s390x": ("EM_S390", 64, False),
}


def test_there_is_a_probe_for_each_architecture_and_a_copy_program_for_each_that_engines_run_on() -> None:
    assert set(EMULATED) == set(NAMES)
    assert {row.name for row in architectures.ARCHITECTURES.values() if row.triplet} == machine_code.COPYING


@pytest.mark.parametrize("architecture", sorted(machine_code.COPYING))
def test_each_copy_program_is_an_elf_file_of_its_architecture(architecture: str) -> None:
    file = ELFFile(io.BytesIO(machine_code.copy(architecture)))
    assert (file["e_machine"], file.elfclass, file.little_endian) == NAMES[architecture]


def test_a_level_stands_in_front_of_the_probe() -> None:
    plain, level = machine_code.probe("amd64"), machine_code.probe("amd64", "v3")
    added = bytes.fromhex(EMULATED["amd64"].levels["v3"])
    assert level.endswith(added + bytes.fromhex(EMULATED["amd64"].code))
    assert len(level) == len(plain) + len(added)
    assert machine_code.probe("arm64", "v9") == machine_code.probe("arm64")


@pytest.mark.parametrize("architecture", NAMES)
def test_each_probe_is_a_whole_elf_file_of_its_architecture(architecture: str) -> None:
    content = machine_code.probe(architecture)
    file = ELFFile(io.BytesIO(content))
    assert (file["e_machine"], file.elfclass, file.little_endian) == NAMES[architecture]
    assert (file["e_type"], file.num_sections(), file.num_segments()) == ("ET_EXEC", 0, 1)
    segment = file.get_segment(0)
    assert (segment["p_type"], segment["p_offset"], segment["p_flags"]) == ("PT_LOAD", 0, 5)
    assert segment["p_filesz"] == segment["p_memsz"] == len(content) <= 132
    assert segment["p_vaddr"] % segment["p_align"] == 0
    start = file["e_entry"] - segment["p_vaddr"]
    assert content[start:] == bytes.fromhex(EMULATED[architecture].code)


def status(folder: Path, content: bytes, *interpreter: str) -> int:
    path = folder / "probe"
    path.write_bytes(content)
    path.chmod(0o755)
    return subprocess.run([*interpreter, path], check=False).returncode


@pytest.mark.parametrize("architecture", sorted(set(NAMES) & set(ARCHITECTURES)))
def test_each_probe_ends_with_its_status_under_qemu(architecture: str, tmp_path: Path) -> None:
    interpreter = emulator(architecture, cache(os.environ))
    assert status(tmp_path, machine_code.probe(architecture), interpreter) == machine_code.STATUS


@pytest.mark.parametrize("architecture", NAMES)
def test_the_probe_for_small_pages_fits_into_no_larger_ones(architecture: str) -> None:
    content = machine_code.probe(architecture, machine_code.SMALL_PAGES)
    file = ELFFile(io.BytesIO(content))
    segment = file.get_segment(0)
    # Linux maps whole pages (fs/binfmt_elf.c, elf_map): a file's offset and its address must agree within a page.
    apart = segment["p_vaddr"] - segment["p_offset"]
    assert [apart % page for page in (4096, 16384, 65536)] == [0, 4096, 4096]
    assert segment["p_align"] == 4096
    assert content[file["e_entry"] - segment["p_vaddr"] :] == bytes.fromhex(EMULATED[architecture].code)


@pytest.mark.parametrize("variant", ["", machine_code.SMALL_PAGES])
def test_the_native_probe_runs_by_itself_unless_the_pages_are_too_large(tmp_path: Path, variant: str) -> None:
    fits = variant != machine_code.SMALL_PAGES or os.sysconf("SC_PAGE_SIZE") == machine_code.SMALL_PAGE
    assert (status(tmp_path, machine_code.probe(native().name, variant)) == machine_code.STATUS) == fits
