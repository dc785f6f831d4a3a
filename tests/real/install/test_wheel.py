"""The main job through the installed wheel: nothing of the source tree is on the way."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.laboratory.architectures import native
from tests.laboratory.debian import REPOSITORY, cache
from tests.laboratory.handlers import executes, handler
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator
from tests.real.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The interpreter of an environment that has nothing but the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), REPOSITORY]
    subprocess.run(build, check=True)
    [wheel] = folder.glob("anyarch-*.whl")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


@pytest.fixture
def person(person: Person, python: str) -> Person:
    """The person of all tests, whose shim is the wheel's."""
    person.command = (python, "-m", "anyarch")
    person.install()
    return person


def test_the_command_and_the_templates_are_in_the_wheel(person: Person, python: str) -> None:
    command = os.path.join(os.path.dirname(python), "anyarch")
    assert person.run([command, "shim", "path"]).output.strip() == person.shim
    for shell in ("bash", "zsh", "fish"):
        assert person.shim in person.run([command, "init", shell]).output
    with open(os.path.join(person.shim, "docker"), encoding="utf-8") as file:
        launcher = file.read()
    assert REPOSITORY not in launcher
    assert python in launcher


def test_a_native_image_runs(person: Person, published: str) -> None:
    done = person.docker("run", *QUIETLY, f"{published}/multi")
    assert (done.output.strip(), done.status) == (native().uname, 0)


@pytest.mark.usefixtures("handlers_turn")
def test_a_foreign_image_runs(person: Person, published: str, machine: Machine, program: Callable[[str], str]) -> None:
    if executes(program(machine.foreign)):
        pytest.skip(f"this machine runs {machine.foreign} by itself")
    assert person.docker("run", *QUIETLY, f"{published}/armonly-index").status == 125
    with handler(machine.foreign, emulator(machine.foreign, cache(os.environ))):
        done = person.docker("run", *QUIETLY, f"{published}/armonly-index")
    assert (done.output.strip(), done.status) == (machine.foreign_name, 0)
