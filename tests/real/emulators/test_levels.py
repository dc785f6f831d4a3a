"""The levels of an amd64 CPU: found out by executing, as the CPU and QEMU's models of one say of themselves."""

import os
import subprocess
from pathlib import Path

import pytest

from anyarch.emulators import machine_code, probe
from anyarch.oci import platforms
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import cache
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator

FEATURES = {
    "v2": {"popcnt", "ssse3", "sse4_2"},
    "v3": {"avx2", "bmi1", "bmi2", "f16c", "fma"},
    "v4": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"},
}


@pytest.mark.engine
@pytest.mark.parametrize("level", FEATURES)
def test_the_engine_executes_the_levels_that_its_cpu_has(person: Person, level: str) -> None:
    if native().name != "amd64":
        pytest.skip("only amd64 has these levels")
    features = set(Path("/proc/cpuinfo").read_text().partition("\nflags")[2].partition("\n")[0].split())
    engine = asked.engine(person.environment["DOCKER_HOST"])
    assert probe.ask(engine, platforms.parse(f"linux/amd64/{level}")) == (FEATURES[level] <= features)


@pytest.mark.parametrize(
    ("model", "levels"), [("qemu64", {""}), ("Nehalem", {"", "v2"}), ("Haswell", {"", "v2", "v3"})]
)
def test_a_model_of_a_cpu_executes_its_levels(tmp_path: Path, model: str, levels: set[str]) -> None:
    qemu = emulator("amd64", cache(os.environ))
    executed = set()
    for level in ("", *FEATURES):
        program = tmp_path / f"probe{level}"
        program.write_bytes(machine_code.probe("amd64", level))
        program.chmod(0o755)
        done = subprocess.run([qemu, "-cpu", model, str(program)], check=False, capture_output=True)
        executed |= {level} if done.returncode == machine_code.STATUS else set()
    assert executed == levels
