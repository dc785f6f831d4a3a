"""The recording engine takes an image as it is loaded, and tells by its program how a container of it ends."""

import subprocess
from collections.abc import Callable, Iterator

import pytest

from anyarch.emulators import machine_code
from anyarch.engine import one_off
from anyarch.oci.platforms import Platform
from tests.laboratory.bare_client import ask
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, RecordingEngine

Docker = Callable[..., subprocess.CompletedProcess[bytes]]
HOST = Platform("linux", "arm64")


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    answers = Answers(architecture="arm64", exit_status=7, executes={"amd64": 42, "s390x": 3})
    with RecordingEngine(tmp_path_factory.mktemp("e"), answers) as engine:
        yield engine


@pytest.fixture
def docker(engine: RecordingEngine) -> Docker:
    clients = every("docker")
    if not clients:
        pytest.skip("there is no docker CLI")

    def run(*words: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [clients[0], "--host", engine.host, *words]
        return subprocess.run(command, input=sent, capture_output=True, timeout=30, check=False)

    return run


@pytest.mark.parametrize(("architecture", "status"), [("amd64", 42), ("s390x", 3), ("arm", 255), ("386", 255)])
def test_container_of_a_loaded_image_ends_as_its_program_does(docker: Docker, architecture: str, status: int) -> None:
    loaded = docker("load", sent=one_off.image(HOST, {"probe": machine_code.probe(architecture)}, "tried:1"))
    assert loaded.stdout == b"Loaded image: tried:1\n"
    assert docker("image", "inspect", "--format", "{{.Architecture}}", "tried:1").stdout == b"arm64\n"
    assert docker("run", "--rm", "tried:1").returncode == status


def test_loaded_image_that_holds_no_elf_file_ends_as_any_other(docker: Docker) -> None:
    docker("load", sent=one_off.image(HOST, {"probe": b"#!/bin/sh\n"}, "tried:1"))
    assert docker("run", "tried:1").returncode == 7


def test_removed_image_is_gone(docker: Docker) -> None:
    docker("load", sent=one_off.image(HOST, {"probe": machine_code.probe("amd64")}, "tried:1"))
    assert docker("image", "rm", "tried:1").stdout == b"Untagged: tried:1\n"
    assert docker("run", "--pull=never", "tried:1").returncode == 125
    assert docker("image", "rm", "tried:1").returncode == 1


@pytest.mark.parametrize("content", [b"", b"no archive", b"\0" * 10240])
def test_what_is_no_archive_is_refused(engine: RecordingEngine, content: bytes) -> None:
    answer = ask(engine.host, "/images/load", method="POST", body=content)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"the archive cannot be read" in answer
