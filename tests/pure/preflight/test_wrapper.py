"""What counts as a wrapper, and which engine its commands are for."""

import os
from pathlib import Path

import pytest

from anyarch.bare.endpoint import is_wrapper
from anyarch.preflight.wrapper import UnnamedEngineError, connection
from tests.laboratory.programs import every


@pytest.fixture
def script(tmp_path: Path) -> str:
    file = tmp_path / "docker"
    file.write_text('#!/bin/sh\nexec sudo docker "$@"\n')
    return str(file)


def test_docker_itself_is_no_wrapper_under_any_name(tmp_path: Path) -> None:
    for number, docker in enumerate(every("docker")):
        os.symlink(docker, tmp_path / f"link-{number}")
        assert not is_wrapper(docker)
        assert not is_wrapper(f"{tmp_path}/link-{number}")


@pytest.mark.parametrize("content", ["#!/bin/sh\n", "exec docker\n", "# a comment\n", "MZ", ""])
def test_a_file_that_is_no_program_is_a_wrapper(tmp_path: Path, content: str) -> None:
    (tmp_path / "docker").write_text(content)
    assert is_wrapper(f"{tmp_path}/docker")
    os.symlink("docker", tmp_path / "link")
    assert is_wrapper(f"{tmp_path}/link")


@pytest.mark.parametrize("name", ["nerdctl", "podman", "snap"])
def test_a_link_to_a_program_of_another_name_is_a_wrapper(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x7fELF")
    os.symlink(name, tmp_path / "docker")
    assert is_wrapper(f"{tmp_path}/docker")


@pytest.mark.parametrize("path", ["", "/nowhere/docker", "/proc/self"])
def test_what_cannot_be_read_is_no_wrapper(path: str) -> None:
    assert not is_wrapper(path)


def test_the_engine_of_a_wrapper_is_not_known(script: str) -> None:
    for given in ({}, {"host": "unix:///s"}, {"context": "away"}):
        with pytest.raises(UnnamedEngineError, match=r"docker\.engine"):
            connection(given, script, "")
        assert connection(given, "/nowhere", "") == given


def test_a_setting_names_it_but_the_commands_own_flags_come_first_and_it_is_not_for_docker_itself(script: str) -> None:
    assert connection({}, script, "unix:///s") == {"host": "unix:///s"}
    assert connection({"config": "/c", "context": ""}, script, "away") == {"config": "/c", "context": "away"}
    assert connection({"context": "here"}, script, "unix:///s") == {"context": "here"}
    assert connection({"host": ""}, script, "away") == {"host": ""}
    assert connection({}, "/nowhere", "unix:///s") == {}
