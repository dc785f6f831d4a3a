"""The real docker CLI, every one that is installed, talks to the recording engine."""

import os
import pty
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
    docker_manifest,
    index,
    oci_manifest,
    refused,
)

ARM = Answers(
    architecture="arm64",
    images={"alpine": classic_image("alpine", "linux/arm64"), "foreign": classic_image("foreign", "linux/amd64")},
    distribution={
        "busybox": index("linux/amd64", "linux/arm64/v8"),
        "amdonly": index("linux/amd64"),
        "single": docker_manifest("linux/amd64"),
        "untold": oci_manifest(),
        "private": refused(401, "authentication required"),
        "limited": refused(429, "toomanyrequests"),
    },
    exit_status=7,
    output=b"out\n",
    error_output=b"err\n",
)
NO_MATCH = "no matching manifest for linux/arm64 in the manifest list entries"
Docker = Callable[..., CompletedProcess[str]]


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    with RecordingEngine(tmp_path_factory.mktemp("e"), ARM) as engine:
        yield engine


@pytest.fixture(params=every("docker") or [""])
def client(request: pytest.FixtureRequest, engine: RecordingEngine, tmp_path: os.PathLike[str]) -> list[str]:
    if not request.param:
        pytest.skip("there is no docker CLI")
    return ["env", "-i", f"HOME={tmp_path}", request.param, "--host", engine.host]


@pytest.fixture
def docker(client: list[str]) -> Docker:
    def run(*words: str) -> CompletedProcess[str]:
        return subprocess.run(
            [*client, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False
        )

    return run


@pytest.mark.parametrize(
    ("words", "status", "output", "error"),
    [
        (("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"), 0, "linux/arm64\n", ""),
        (("info", "--format", "{{.Architecture}} {{.Driver}}"), 0, "aarch64 overlay2\n", ""),
        (("image", "inspect", "--format", "{{.Architecture}}", "alpine"), 0, "arm64\n", ""),
        (("run", "alpine"), 7, "out\n", "err\n"),
        (("run", "--rm", "alpine", "true"), 7, "out\n", "err\n"),
        (("run", "-i", "alpine"), 7, "out\n", "err\n"),
        (("run", "-t", "alpine"), 7, "out\nerr\n", ""),
        (("run", "--platform", "linux/arm64/v8", "alpine"), 7, "out\n", "err\n"),
        (("ps", "-q"), 0, "", ""),
        (("pull", "-q", "busybox"), 0, "docker.io/library/busybox:latest\n", ""),
        (("pull", "-q", "--platform", "arm64", "busybox"), 0, "docker.io/library/busybox:latest\n", ""),
        (("pull", "-q", "single"), 0, "docker.io/library/single:latest\n", ""),
        (("pull", "-q", "untold"), 0, "docker.io/library/untold:latest\n", ""),
        (("pull", "-q", "amdonly"), 1, "", NO_MATCH),
        (("pull", "-q", "--platform", "linux/s390x", "busybox"), 1, "", NO_MATCH.replace("arm64", "s390x")),
        (("pull", "-q", "missing"), 1, "", "manifest unknown"),
        (("pull", "-q", "private"), 1, "", "pull access denied for"),
        (("pull", "-q", "limited"), 1, "", "toomanyrequests"),
        (("run", "-q", "busybox"), 7, "out\n", "err\n"),
        (("run", "amdonly"), 125, "", NO_MATCH),
        (("run", "--pull", "never", "missing"), 125, "", "No such image: missing"),
        (
            ("run", "--pull", "never", "--platform", "linux/amd64", "alpine"),
            125,
            "",
            "its platform (linux/arm64) does not match the specified platform (linux/amd64)",
        ),
        (
            ("run", "foreign"),
            7,
            "out\n",
            "WARNING: The requested image's platform (linux/amd64) does not match the detected host",
        ),
        (("wait", "nothing"), 1, "", "No such container: nothing"),
        (("network", "ls"), 1, "", "page not found"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_verb(docker: Docker, words: tuple[str, ...], status: int, output: str, error: str) -> None:
    if words[:2] == ("run", "-q") and "-q, --quiet" not in docker("run", "--help").stdout:
        words = ("run", "--pull=missing", *words[2:])
    done = docker(*words)
    assert (done.returncode, done.stdout) == (status, output)
    assert error in done.stderr
    assert error or not done.stderr


@pytest.mark.parametrize(
    ("words", "path", "expected"),
    [
        (("create", "--platform", "linux/arm64", "alpine"), "/containers/create", "linux/arm64"),
        (("run", "--platform=aarch64", "alpine"), "/containers/create", "linux/arm64"),
        (("run", "alpine", "--platform", "linux/386"), "/containers/create", None),
        (("pull", "--platform", "linux/arm64", "busybox"), "/images/create", "linux/arm64"),
        (("pull", "busybox"), "/images/create", None),
    ],
)
def test_platform_is_recorded(
    docker: Docker, engine: RecordingEngine, words: tuple[str, ...], path: str, expected: str | None
) -> None:
    docker(*words)
    [request] = engine.requests_for("POST", path)
    assert request.query.get("platform") == expected
    assert request.version in {"1.41", "1.49"}
    assert request.headers["user-agent"].startswith("Docker-Client/")


def test_body_of_create_is_recorded(docker: Docker, engine: RecordingEngine) -> None:
    docker("create", "--name", "me", "-e", "A=ü", "alpine", "echo", "two words")
    [request] = engine.requests_for("POST", "/containers/create")
    assert request.query["name"] == "me"
    assert (request.body["Image"], request.body["Cmd"], request.body["Env"]) == (
        "alpine",
        ["echo", "two words"],
        ["A=ü"],
    )


def test_unknown_request_is_recorded(docker: Docker, engine: RecordingEngine) -> None:
    docker("volume", "ls")
    assert len(engine.requests_for("GET", "/volumes")) == 1
    engine.clear()
    assert engine.requests == ()


def test_life_of_a_container(docker: Docker, engine: RecordingEngine) -> None:
    engine.become(replace(ARM, exit_status=None))
    identifier = docker("run", "-d", "--name", "me", "alpine").stdout.strip()
    assert len(identifier) == 64
    assert docker("ps", "-q", "--no-trunc").stdout.split() == [identifier]
    assert docker("logs", "me").stdout == "out\n"
    assert docker("kill", identifier[:12]).returncode == 0
    assert docker("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", "me").stdout == "exited 137\n"
    assert docker("ps", "-q").stdout == ""
    assert docker("ps", "-aq", "--no-trunc").stdout.split() == [identifier]
    assert docker("rm", "me").returncode == 0
    assert docker("inspect", "me").returncode == 1


def test_detached_container_prints_its_identifier(docker: Docker) -> None:
    done = docker("run", "-d", "alpine")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(bytes.fromhex(done.stdout.strip())) == 32


def test_removed_container_is_gone(docker: Docker) -> None:
    docker("run", "--rm", "alpine")
    assert docker("ps", "-aq").stdout == ""


def test_output_of_a_terminal_is_unframed(client: list[str]) -> None:
    done = subprocess.run([*client, "run", "-t", "alpine"], capture_output=True, timeout=30, check=False)
    assert done.stdout == b"out\r\nerr\r\n"


def test_terminal(client: list[str], engine: RecordingEngine) -> None:
    keyboard, terminal = pty.openpty()
    done = subprocess.run(
        [*client, "run", "-it", "alpine"], stdin=terminal, stdout=terminal, stderr=terminal, timeout=30, check=False
    )
    os.close(terminal)
    shown = os.read(keyboard, 4096)
    os.close(keyboard)
    assert (done.returncode, shown.replace(b"\r", b"")) == (7, b"out\nerr\n")
    [attach] = engine.requests_for("POST", "/containers/*/attach")
    assert attach.query["stdin"] == "1"


def test_long_output_comes_whole(docker: Docker, engine: RecordingEngine) -> None:
    engine.become(replace(ARM, output=b"0123456789abcde\n" * 65536))
    assert docker("run", "alpine").stdout == "0123456789abcde\n" * 65536


def test_unread_input_harms_nothing(client: list[str]) -> None:
    done = subprocess.run(
        [*client, "run", "-i", "alpine"], input=b"x" * 1_000_000, capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (7, b"out\n", b"err\n")


def test_classic_store_moves_the_tag(docker: Docker) -> None:
    for platform in ("amd64", "arm64"):
        docker("pull", "--platform", f"linux/{platform}", "busybox")
        assert docker("image", "inspect", "--format", "{{.Architecture}}", "busybox").stdout == f"{platform}\n"


def test_containerd_store_keeps_both(docker: Docker, engine: RecordingEngine) -> None:
    engine.become(replace(ARM, store=Store.CONTAINERD))
    for platform in ("linux/amd64", "linux/arm64"):
        docker("pull", "--platform", platform, "busybox")
    assert docker("image", "inspect", "--format", "{{.Architecture}}", "busybox").stdout == "arm64\n"
    for platform in ("linux/amd64", "linux/arm64"):
        assert docker("run", "--pull=never", "--platform", platform, "busybox").returncode == 7
    refusal = docker("run", "--pull=never", "--platform", "linux/s390x", "busybox").stderr
    assert "was found but does not provide the specified platform (linux/s390x)" in refusal
    assert docker("info", "--format", "{{.Driver}}").stdout == "overlayfs\n"


def test_arrival_overrules_the_registry(docker: Docker, engine: RecordingEngine) -> None:
    engine.become(replace(ARM, arrivals={"untold": classic_image("untold", "linux/riscv64")}))
    docker("pull", "untold")
    assert docker("image", "inspect", "--format", "{{.Architecture}}", "untold").stdout == "riscv64\n"


def test_listed_platform_is_not_a_present_one(docker: Docker, engine: RecordingEngine) -> None:
    image = containerd_image("alpine", "linux/arm64", listed=("linux/amd64", "unknown/unknown"))
    engine.become(replace(ARM, store=Store.CONTAINERD, images={"alpine": image}))
    assert docker("run", "--pull=never", "--platform", "linux/arm64", "alpine").returncode == 7
    assert docker("run", "--pull=never", "--platform", "linux/amd64", "alpine").returncode == 125


@pytest.mark.parametrize("api_version", ["1.30", "1.40", "1.41"])
def test_client_comes_down_to_the_version(docker: Docker, engine: RecordingEngine, api_version: str) -> None:
    engine.become(replace(ARM, api_version=api_version))
    assert docker("run", "--rm", "alpine").returncode == 7
    [request] = engine.requests_for("POST", "/containers/create")
    assert request.version == api_version


def test_too_old_a_client_is_refused(docker: Docker, engine: RecordingEngine) -> None:
    engine.become(replace(ARM, api_version="1.99", minimum_api_version="1.90"))
    assert "is too old. Minimum supported API version is 1.90" in docker("ps").stderr


def test_many_clients_at_once(docker: Docker, engine: RecordingEngine) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: docker("run", "--rm", "alpine"), range(40)))
    assert {(each.returncode, each.stdout, each.stderr) for each in done} == {(7, "out\n", "err\n")}
    assert len(engine.requests_for("POST", "/containers/*/start")) == 40
