"""An installation that is damaged: docker runs as asked, and nothing is said of it but in the log."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import anyarch
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, classic_image

WORLD = Answers(
    architecture="arm64",
    images={"foreign": classic_image("foreign", "linux/amd64")},
    executes={"amd64": 42},
    exit_status=7,
)
PACKAGE = os.path.dirname(anyarch.__file__)
Damage = Callable[[Path], None]


@pytest.fixture
def installed(tmp_path: Path, person: Person) -> Path:
    """The person's own installation: the launcher, with a copy of the package beside it."""
    folder = tmp_path / "installed"
    shutil.copytree(PACKAGE, folder / "lib" / "anyarch", ignore=shutil.ignore_patterns("__pycache__"))
    launcher = Path(person.shim, "docker").read_text()
    os.symlink(sys.executable, folder / "python")
    launcher = launcher.replace(sys.executable, str(folder / "python"))
    launcher = launcher.replace(os.path.dirname(PACKAGE), str(folder / "lib"))
    (folder / "docker").write_text(launcher)
    (folder / "docker").chmod(0o755)
    person.use(str(folder))
    return folder


def remove(installed: Path, *, path: str) -> None:
    (installed / path).rename(installed / "gone")


def spoil(installed: Path, *, module: str, text: str) -> None:
    path = installed / "lib" / "anyarch" / module
    assert path.exists()
    path.write_text(text)


DAMAGES: dict[str, Damage] = {
    "Python is gone": partial(remove, path="python"),
    "the package is gone": partial(remove, path="lib"),
    "shim.py is gone": partial(remove, path="lib/anyarch/shim.py"),
    "records.py is gone": partial(remove, path="lib/anyarch/bare/records.py"),
    "run.py is gone": partial(remove, path="lib/anyarch/preflight/run.py"),
    "shim.py cannot be compiled": partial(spoil, module="shim.py", text="def main(:\n"),
    "shim.py is empty": partial(spoil, module="shim.py", text=""),
    "run.py cannot be compiled": partial(spoil, module="preflight/run.py", text="def prepare(:\n"),
    "run.py fails": partial(spoil, module="preflight/run.py", text="raise ImportError('a broken library')\n"),
    "the table says nonsense": partial(spoil, module="decision/table.py", text="raise RuntimeError\n"),
    "references.py is of another version": partial(spoil, module="oci/references.py", text="def parsed(): ...\n"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_installation_is_as_none_but_for_one_line_in_the_log(  # noqa: PLR0913, PLR0917 - all are fixtures
    damage: Damage, installed: Path, person: Person, through_shim: Listen, directly: Listen, tmp_path: Path
) -> None:
    damage(installed)
    person.environment["ANYARCH_LOG"] = str(tmp_path / "log")
    words = ("run", "foreign", "secret")
    assert through_shim(WORLD, *words) == directly(WORLD, *words)
    [line] = (tmp_path / "log").read_text().splitlines()
    assert "docker ran as typed, because " in line
    assert "secret" not in line


def test_a_package_that_moved_with_a_new_python_is_found(installed: Path, through_shim: Listen, tmp_path: Path) -> None:
    """As when an environment is made again with another minor version of Python, under the same path."""
    venv = tmp_path / "venv"
    packages = venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    packages.mkdir(parents=True)
    os.rename(installed / "lib" / "anyarch", packages / "anyarch")
    (packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    (venv / "pyvenv.cfg").write_text(f"home = {os.path.dirname(os.path.realpath(sys.executable))}\n")
    (venv / "bin").mkdir()
    os.symlink(os.path.realpath(sys.executable), venv / "bin" / "python")
    launcher = (installed / "docker").read_text()
    launcher = launcher.replace(sysconfig.get_path("purelib"), str(venv / "lib" / "python3.0" / "site-packages"))
    (installed / "docker").write_text(launcher.replace(str(installed / "python"), str(venv / "bin" / "python")))
    assert through_shim(WORLD, "run", "foreign").platforms == "create=linux/amd64"


@pytest.mark.parametrize("module", ["typing", "enum", "dataclasses", "json", "contextlib"])
def test_a_backport_beside_the_package_is_not_taken_for_python_s_own(
    module: str, installed: Path, through_shim: Listen
) -> None:
    (installed / "lib" / f"{module}.py").write_text("raise ImportError('only for old Pythons')\n")
    assert through_shim(WORLD, "run", "foreign").platforms == "create=linux/amd64"
