"""The recording engine refuses what a real one does, to the real docker CLI, every one that is installed."""

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from subprocess import CompletedProcess

import pytest

from tests.laboratory.programs import every
from tests.laboratory.recording_engine import (
    Answers,
    RecordingEngine,
    Store,
    classic_image,
    containerd_image,
    index,
)

ARM = Answers(
    architecture="arm64",
    images={"alpine": classic_image("alpine", "linux/arm64"), "foreign": classic_image("foreign", "linux/amd64")},
    distribution={"busybox": index("linux/amd64", "linux/arm64/v8"), "amdonly": index("linux/amd64")},
    exit_status=7,
)
NO_MATCH = "no matching manifest for linux/arm64 in the manifest list entries"
NOT_SPECIFIED = "its platform (linux/arm64) does not match the specified platform (linux/amd64)"
NOT_DETECTED = "WARNING: The requested image's platform (linux/amd64) does not match the detected host"
Docker = Callable[..., CompletedProcess[str]]


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    with RecordingEngine(tmp_path_factory.mktemp("e"), ARM) as engine:
        yield engine


@pytest.fixture(params=every("docker") or [""])
def docker(request: pytest.FixtureRequest, engine: RecordingEngine, tmp_path: os.PathLike[str]) -> Docker:
    if not request.param:
        pytest.skip("there is no docker CLI")
    start = ["env", "-i", f"HOME={tmp_path}", request.param, "--host", engine.host]
    return lambda *words: subprocess.run([*start, *words], capture_output=True, timeout=30, check=False, text=True)


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        ("pull -q --platform linux/s390x busybox", 1, NO_MATCH.replace("arm64", "s390x")),
        ("run --pull=missing amdonly", 125, NO_MATCH),
        ("run --pull never --platform linux/amd64 alpine", 125, NOT_SPECIFIED),
        ("run foreign", 7, NOT_DETECTED),
    ],
)
def test_docker_says_what_it_would_at_a_real_engine(docker: Docker, words: str, status: int, error: str) -> None:
    done = docker(*words.split())
    assert (done.returncode, done.stdout) == (status, "")
    assert error in done.stderr


def test_the_classic_store_moves_the_tag_and_containerds_keeps_both_and_has_no_others(
    docker: Docker, engine: RecordingEngine
) -> None:
    shown = ("image", "inspect", "--format", "{{.Architecture}}", "busybox")
    for platform in ("amd64", "arm64"):
        docker("pull", "--platform", f"linux/{platform}", "busybox")
        assert docker(*shown).stdout == f"{platform}\n"
    listed = containerd_image("alpine", "linux/arm64", listed=("linux/amd64", "unknown/unknown"))
    engine.become(replace(ARM, store=Store.CONTAINERD, images={"alpine": listed}))
    for platform in ("linux/amd64", "linux/arm64"):
        docker("pull", "--platform", platform, "busybox")
    assert docker(*shown).stdout == "arm64\n"
    for platform in ("linux/amd64", "linux/arm64"):
        assert docker("run", "--pull=never", "--platform", platform, "busybox").returncode == 7
    refusal = docker("run", "--pull=never", "--platform", "linux/s390x", "busybox").stderr
    assert "was found but does not provide the specified platform (linux/s390x)" in refusal
    assert docker("run", "--pull=never", "--platform", "linux/amd64", "alpine").returncode == 125
