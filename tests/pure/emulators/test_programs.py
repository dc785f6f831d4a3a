import io
import os
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from anyarch.emulators import programs
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


def test_there_is_a_program_for_each_architecture() -> None:
    assert set(programs.MACHINES) == set(NAMES)


@pytest.mark.parametrize("architecture", NAMES)
def test_each_program_is_a_whole_elf_file_of_its_architecture(architecture: str) -> None:
    content = programs.program(architecture)
    file = ELFFile(io.BytesIO(content))
    assert (file["e_machine"], file.elfclass, file.little_endian) == NAMES[architecture]
    assert (file["e_type"], file.num_sections(), file.num_segments()) == ("ET_EXEC", 0, 1)
    segment = file.get_segment(0)
    assert (segment["p_type"], segment["p_offset"], segment["p_flags"]) == ("PT_LOAD", 0, 5)
    assert segment["p_filesz"] == segment["p_memsz"] == len(content) <= 132
    assert segment["p_vaddr"] % segment["p_align"] == 0
    start = file["e_entry"] - segment["p_vaddr"]
    assert content[start:] == bytes.fromhex(programs.MACHINES[architecture].code)


@pytest.mark.parametrize("architecture", sorted(set(NAMES) & set(ARCHITECTURES)))
def test_each_program_ends_with_its_status_under_qemu(architecture: str, tmp_path: Path) -> None:
    path = tmp_path / "probe"
    path.write_bytes(programs.program(architecture))
    path.chmod(0o755)
    interpreter = emulator(architecture, cache(os.environ))
    assert subprocess.run([interpreter, path], check=False).returncode == programs.STATUS


def test_the_native_program_runs_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "probe"
    path.write_bytes(programs.program(native().name))
    path.chmod(0o755)
    assert subprocess.run([path], check=False).returncode == programs.STATUS
