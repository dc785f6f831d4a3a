"""The copy program for each architecture that an engine may have, and the levels of amd64, run by QEMU."""

import os
import subprocess
from pathlib import Path

import pytest

from anyarch.emulators import machine_code
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.programs import emulator


@pytest.fixture(params=sorted(machine_code.COPYING))
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """The words that start the program."""
    path = tmp_path / "copy"
    path.write_bytes(machine_code.copy(request.param))
    path.chmod(0o755)
    if request.param == native().name:
        return [str(path)]
    return [emulator(request.param, cache(os.environ)), str(path)]


def run(copy: list[str], folder: Path, words: str) -> int:
    return subprocess.run([*copy, *words.split()], cwd=folder, check=False, stdout=subprocess.DEVNULL).returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one").write_bytes(b"first")
    (tmp_path / "two").write_bytes(b"\x00" * machine_code.LARGEST)
    (tmp_path / "target").touch()
    (tmp_path / "other").touch()
    return tmp_path


def test_each_source_gets_into_its_target(copy: list[str], folder: Path) -> None:
    assert run(copy, folder, "one target two other") == 0
    assert (folder / "target").read_bytes() == b"first"
    assert (folder / "other").read_bytes() == b"\x00" * machine_code.LARGEST


def test_output_is_a_target_and_nothing_to_do_is_done(copy: list[str], folder: Path) -> None:
    done = subprocess.run([*copy, "one", "/dev/stdout"], cwd=folder, check=True, capture_output=True)
    assert done.stdout == b"first"
    assert run(copy, folder, "") == 0


@pytest.mark.parametrize("words", ["none target", "one none/x", ". target", "none none/x", "one target none other"])
def test_what_cannot_be_copied_is_a_failure_and_the_end(copy: list[str], folder: Path, words: str) -> None:
    assert run(copy, folder, f"{words} two other") == 1
    assert (folder / "other").read_bytes() == b""


@pytest.mark.parametrize(
    ("model", "levels"), [("qemu64", {""}), ("Nehalem", {"", "v2"}), ("Haswell", {"", "v2", "v3"})]
)
def test_a_model_of_a_cpu_executes_its_levels(tmp_path: Path, model: str, levels: set[str]) -> None:
    qemu = emulator("amd64", cache(os.environ))
    executed = set()
    for level in ("", "v2", "v3", "v4"):
        program = tmp_path / f"probe{level}"
        program.write_bytes(machine_code.probe("amd64", level))
        program.chmod(0o755)
        done = subprocess.run([qemu, "-cpu", model, str(program)], check=False, capture_output=True)
        executed |= {level} if done.returncode == machine_code.STATUS else set()
    assert executed == levels
