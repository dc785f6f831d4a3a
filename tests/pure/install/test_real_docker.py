import os
import shutil
from pathlib import Path

import pytest

from anyarch.install import launcher as installation
from anyarch.install import real_docker
from anyarch.install.real_docker import NotFoundError


@pytest.fixture
def docker(tmp_path: Path) -> Path:
    return executable(tmp_path / "real" / "docker")


@pytest.fixture
def shim(tmp_path: Path, docker: Path) -> Path:
    installation.install(str(tmp_path / "shim"), str(docker))
    return tmp_path / "shim" / "docker"


def executable(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o700)
    return path


def path_of(*files: Path) -> dict[str, str]:
    return {"PATH": ":".join(str(file.parent) for file in files)}


def test_a_shim_is_told_under_any_name_and_folder(shim: Path, tmp_path: Path) -> None:
    copied, linked = tmp_path / "copied", tmp_path / "linked"
    shutil.copy(shim, copied)
    os.symlink(shim, linked)
    assert [real_docker.is_shim(str(path)) for path in (shim, copied, linked)] == [True] * 3


@pytest.mark.parametrize(
    "text",
    ["", "\x7fELF\x00\x00", "#!/bin/sh\necho '# anyarch shim:'\n", "# anyarch shim: one line", "\n\n# anyarch shim:"],
)
def test_other_files_and_what_cannot_be_read_are_no_shims(tmp_path: Path, text: str) -> None:
    assert not real_docker.is_shim(str(executable(tmp_path / "f" / "docker", text)))
    assert not real_docker.is_shim(str(tmp_path))
    assert not real_docker.is_shim(str(tmp_path / "missing"))


def test_the_first_in_path_that_is_no_shim_is_found(shim: Path, docker: Path, tmp_path: Path) -> None:
    second = executable(tmp_path / "second" / "docker")
    (tmp_path / "folder" / "docker").mkdir(parents=True)
    text = executable(tmp_path / "text" / "docker")
    text.chmod(0o600)
    path = path_of(tmp_path / "none" / "docker", shim, tmp_path / "folder" / "docker", text, docker, second)
    assert real_docker.find(path) == str(docker)


def test_a_link_is_not_resolved(docker: Path, tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    os.symlink(docker, tmp_path / "links" / "docker")
    assert real_docker.find({"PATH": str(tmp_path / "links")}) == str(tmp_path / "links" / "docker")


@pytest.mark.parametrize("path", ["real", "./real", "", "real/../real", "none::real", "none:real:"])
def test_relative_and_empty_entries_count_and_the_answer_is_absolute(
    docker: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(docker.parent if not path else docker.parent.parent)
    assert real_docker.find({"PATH": path}) == str(docker)


def test_the_variable_wins_unless_it_is_empty(docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = executable(tmp_path / "other" / "podman")
    assert real_docker.find(path_of(docker) | {"ANYARCH_DOCKER": str(other)}) == str(other)
    monkeypatch.chdir(other.parent)
    assert real_docker.find(path_of(docker) | {"ANYARCH_DOCKER": "podman"}) == str(other)
    assert real_docker.find(path_of(docker) | {"ANYARCH_DOCKER": ""}) == str(docker)


def test_what_the_variable_names_must_be_a_docker(docker: Path, shim: Path, tmp_path: Path) -> None:
    for chosen in (shim, tmp_path, tmp_path / "missing"):
        with pytest.raises(NotFoundError, match=r"ANYARCH_DOCKER is .* not an executable file, or is a shim itself"):
            real_docker.find(path_of(docker) | {"ANYARCH_DOCKER": str(chosen)})


def test_without_any_it_says_what_to_do(shim: Path) -> None:
    with pytest.raises(NotFoundError, match="Install it, or set ANYARCH_DOCKER="):
        real_docker.find(path_of(shim))
