"""The main job through the installed wheel: nothing of the source tree is on the way."""

import os
import subprocess
import sys

import pytest

from tests.laboratory.debian import REPOSITORY
from tests.laboratory.handlers import handler
from tests.laboratory.person import Person
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


@pytest.mark.usefixtures("unaided")
def test_a_foreign_image_runs(person: Person, published: str, machine: Machine, qemu: str) -> None:
    assert person.docker("run", *QUIETLY, f"{published}/armonly-index").status == 125
    with handler(machine.foreign, qemu):
        done = person.docker("run", *QUIETLY, f"{published}/armonly-index")
    assert (done.output.strip(), done.status) == (machine.foreign_name, 0)
