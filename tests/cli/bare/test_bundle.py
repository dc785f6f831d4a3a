"""The bundle: the hot path is loaded from it as long as it is what importing would load, and otherwise by importing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import anyarch
from anyarch.install import bundling

SOURCE = os.path.dirname(anyarch.__file__)
WRITE = "import sys; from anyarch.install import bundling; bundling.write(sys.argv[1])"
# As the launcher starts Python; standard error says how the module was loaded, and standard output has the advice.
ASK = """
import sys
sys.path[:0] = sys.argv[1], sys.path[-1]
import posix
write, leave = posix.write, posix._exit
def end(status):
    module = sys.modules["anyarch.shim"]
    write(2, b"imported" if module.__spec__ else b"bundled")
    leave(status)
posix._exit = end
posix.dup2(2, 3)
from anyarch import bundle
bundle.load(sys.argv.pop(3))
from anyarch.shim import advise
advise(sys.argv[1:])
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, with its bundle."""
    copy = tmp_path / "anyarch"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    launcher = str(tmp_path / "docker")
    subprocess.run([sys.executable, "-c", WRITE, launcher], check=True, env=os.environ | {"PYTHONPATH": str(tmp_path)})
    return copy


def bundle(package: Path) -> Path:
    [found] = package.parent.glob("docker.*.bundle")
    return found


def ask(package: Path) -> tuple[str, str]:
    """The advice about a command, and how the module was loaded that gave it."""
    words = [str(package.parent), "", str(package.parent / "docker"), "/real/docker", "run", "--help"]
    python = [sys.executable, "-I", "-S", "-X", "utf8", "-c", ASK]
    done = subprocess.run([*python, *words], check=True, capture_output=True, text=True, env={})
    return done.stdout, done.stderr


def test_the_hot_path_is_loaded_from_the_bundle_with_the_same_advice(package: Path) -> None:
    assert ask(package) == ("end\n", "bundled")
    bundle(package).unlink()
    assert ask(package) == ("end\n", "imported")


def test_a_bundle_does_not_count_once_a_source_file_has_changed(package: Path) -> None:
    changed = package / "bare" / "advice.py"
    changed.write_text(changed.read_text().replace('b"end\\n"', 'b"otherwise\\n"'))
    advice, loaded = ask(package)
    assert loaded == "imported"
    assert advice == "otherwise\n"


@pytest.mark.parametrize("part", [0, 1, 100, 50_000, None])
def test_a_damaged_bundle_and_that_of_another_python_do_not_count(package: Path, part: int | None) -> None:
    content, own = bundle(package).read_bytes(), sys.version.encode()
    bundle(package).write_bytes(content.replace(own, own[::-1]) if part is None else content[:part])
    assert ask(package) == ("end\n", "imported")


def test_it_has_what_importing_loads_and_no_more() -> None:
    words = [sys.executable, "-c", "import sys, anyarch.shim; print(*(n for n in sys.modules if n[:8] == 'anyarch.'))"]
    loaded = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    assert sorted(bundling.order("anyarch.shim")) == sorted(loaded)
