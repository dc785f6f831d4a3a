import importlib.machinery
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS

import anyarch
from anyarch import bundle
from anyarch.bare import records
from anyarch.install import launcher, temporary
from anyarch.install.launcher import SHELLS, Installation
from tests.pure.install.test_real_docker import executable


@pytest.fixture
def docker(tmp_path: Path) -> str:
    return str(executable(tmp_path / "real" / "docker"))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "a" / "shim")


def test_it_looks_like_what_was_installed(folder: str, docker: str) -> None:
    assert launcher.look(folder) is None
    launcher.install(folder, docker)
    assert launcher.look(folder) == Installation(f"{folder}/docker", docker, sys.executable, is_current=True)


@pytest.mark.parametrize("place", ["@DOCKER@", "@PYTHON@", "x @PACKAGE@ @SHIM@"])
def test_a_path_that_looks_like_a_place_of_the_template_is_kept(folder: str, place: str) -> None:
    launcher.install(folder, f"/{place}/docker")
    found = launcher.look(folder)
    assert found is not None
    assert found.docker == f"/{place}/docker"


def test_no_place_is_left_unfilled(folder: str, docker: str) -> None:
    launcher.install(folder, docker)
    for name in set(os.listdir(folder)) - {bundle.path("docker")}:
        words = Path(folder, name).read_text().split("@")
        assert [word for word in words if word.isupper()] == []


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o000])
def test_everybody_may_run_it_and_only_its_owner_may_write(folder: str, docker: str, umask: int) -> None:
    before = os.umask(umask)
    try:
        launcher.install(folder, docker)
    finally:
        os.umask(before)
    modes = {name: stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) for name in os.listdir(folder)}
    others = (*(f"init.{shell}" for shell in SHELLS), bundle.path("docker"))
    assert modes == {"docker": 0o755} | dict.fromkeys(others, 0o644)


def test_what_pip_has_not_compiled_is_compiled(folder: str, docker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    monkeypatch.setattr("compileall.compile_dir", lambda path, **_: compiled.append(path))
    launcher.install(folder, docker)
    assert compiled == [os.path.dirname(anyarch.__file__)]


@pytest.mark.parametrize(("bash", "first_line"), [("/bin/sh", "#!/bin/bash -p"), ("/nonexistent/bash", "#!/bin/sh")])
def test_bash_reads_the_launcher_where_there_is_one(
    bash: str, first_line: str, docker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anyarch.install.launcher._BASH", bash)
    assert launcher.text(docker).splitlines()[0] == first_line


def test_remove_takes_away_what_install_wrote_even_if_it_is_half_there(folder: str, docker: str) -> None:
    for missing in ("init.fish", "init.zsh"):
        launcher.install(folder, docker)
        Path(folder, missing).unlink()
        assert launcher.remove(folder)
        assert not os.path.exists(folder)
        assert not launcher.remove(folder)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("{shim}:{real}", "{shim}/docker"),
        ("{real}:{shim}", "{real}/docker"),
        ("/nonexistent:{shim}", "{shim}/docker"),
        ("/nonexistent", ""),
    ],
)
def test_the_first_in_path_is_what_a_shell_would_start(path: str, expected: str, folder: str, docker: str) -> None:
    launcher.install(folder, docker)
    folders = {"shim": folder, "real": os.path.dirname(docker)}
    assert launcher.first_in_path(path.format(**folders)) == expected.format(**folders)


def test_the_default_folder_is_under_the_users_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert launcher.default_folder() == str(tmp_path / "anyarch" / "shim")


def test_the_default_folder_has_no_space_on_macos_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/Users/me")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(platformdirs, "user_data_dir", lambda name: MacOS(name).user_data_dir)
    assert " " in platformdirs.user_data_dir("anyarch")
    assert launcher.default_folder() == "/Users/me/.local/share/anyarch/shim"


def baked_folders(docker: str) -> tuple[str, list[str]]:
    """The folder of the package, and those of the libraries."""
    _, _, given = launcher.text(docker).partition("advise(sys.argv[1:])' \\\n")
    package, joined, *_ = shlex.split(given.splitlines()[0])
    return package, joined.split(":")


@pytest.mark.parametrize("name", ["docker", "click", "platformdirs", "elftools"])
def test_python_is_given_the_folders_of_the_libraries_and_not_its_own(docker: str, name: str) -> None:
    package, libraries = baked_folders(docker)
    assert os.path.isdir(os.path.join(package, "anyarch"))
    found = importlib.machinery.PathFinder.find_spec(name, libraries)
    assert found is not None
    assert os.path.dirname(os.__file__) not in libraries


def test_it_is_given_no_folder_from_which_it_was_only_started(
    docker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    assert str(tmp_path) not in baked_folders(docker)[1]


@pytest.mark.parametrize(
    ("names", "others", "executable", "expected"),
    [
        ("python3.11 python3 python", "", "python3.11", "python3"),
        ("python3.11 python", "", "python3.11", "python"),
        ("python3.11", "", "python3.11", "python3.11"),
        ("python3.11 python3 python", "", "python", "python"),
        ("pypy3.11", "", "pypy3.11", "pypy3.11"),
        ("python3.11", "python3", "python3.11", "python3.11"),
    ],
)
def test_it_runs_python_by_a_name_that_stays_after_an_upgrade_and_is_no_other_pythons(  # noqa: PLR0913 - a table
    names: str, others: str, *, executable: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*names.split(), *others.split()):
        os.symlink("/bin/cat" if name in others.split() else "/bin/sh", tmp_path / name)
    monkeypatch.setattr(sys, "executable", str(tmp_path / executable))
    assert launcher.python() == str(tmp_path / expected)


def test_it_is_not_installed_from_a_cache(folder: str, docker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/home/me/.cache/pipx/9d494ac3c2e03d7")
    with pytest.raises(temporary.TemporaryError, match="uv tool install anyarch"):
        launcher.install(folder, docker)
    assert not os.path.exists(folder)


@pytest.mark.parametrize(("system", "folder"), [("linux", "/.cache"), ("darwin", "/Library/Caches")])
def test_it_looks_for_memos_where_python_leaves_them(
    docker: str, system: str, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    [line] = [line for line in launcher.text(docker).splitlines() if line.startswith("_anyarch_cache=")]
    for variables in ({}, {"XDG_CACHE_HOME": "/x"}, {"ANYARCH_CACHE_DIR": "/y z"}):
        environment = {"HOME": "/home/me", **variables}
        said = subprocess.check_output(["/bin/sh", "-c", f'{line}; echo "$_anyarch_cache"'], env=environment, text=True)
        assert said == f"{records.folder(environment, system)}\n"
    assert records.folder({"HOME": "/home/me"}, system) == f"/home/me{folder}/anyarch"
