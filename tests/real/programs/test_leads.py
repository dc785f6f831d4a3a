"""What shells say of a program for another CPU: each text names the program."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.emulators import machine_code
from anyarch.oci.architectures import EMULATED
from anyarch.programs import leads
from tests.laboratory.architectures import native

EXECUTED = 42  # the probe's status, where the kernel executes it after all
SHELLS = ("dash", "bash", "busybox", "zsh")


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, program: Callable[[str], str]) -> tuple[str, ...]:
    name = request.param
    if name == "busybox":
        return (program(native().name), "sh")
    if not shutil.which(name):
        pytest.skip(f"there is no {name} on this machine")
    return (name,)


@pytest.mark.parametrize("command", ["./{}", "exec ./{}", "PATH=.:$PATH; {}", "PATH=.:$PATH; exec {}"])
def test_a_shell_names_the_program_that_it_cannot_start(shell: tuple[str, ...], command: str, tmp_path: Path) -> None:
    for architecture in EMULATED:
        program = tmp_path / f"tool-{architecture}"
        program.write_bytes(machine_code.probe(architecture))
        program.chmod(0o755)
        script = tmp_path / "start.sh"
        script.write_text(f"#!/bin/sh\n{command.format(program.name)}\n")
        done = subprocess.run([*shell, "./start.sh"], cwd=tmp_path, capture_output=True, check=False)
        if done.returncode != EXECUTED:
            said = leads.read(done.stderr.decode("utf-8", "replace"))
            assert program.name in [lead.word.rpartition("/")[2] for lead in said], done.stderr
