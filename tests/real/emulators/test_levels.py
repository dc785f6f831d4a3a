"""The levels of an amd64 CPU: found out by executing, on QEMU's models of one."""

import os
import subprocess
from pathlib import Path

import pytest

from anyarch.emulators import machine_code
from tests.laboratory.debian import cache
from tests.laboratory.programs import emulator


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
