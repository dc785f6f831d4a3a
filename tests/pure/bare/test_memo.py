"""Memos: for which commands, for how long, and what ends them. That the launcher reads them so: tests/cli/shell."""

import os
import time
from pathlib import Path

import pytest

from anyarch.bare import memo, records
from anyarch.bare.endpoint import resolve
from anyarch.bare.memory import Remembered
from tests.pure.bare.written_lines import invocation

BEGAN = 1_700_000_000.5


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    clock(monkeypatch, BEGAN)


def clock(monkeypatch: pytest.MonkeyPatch, moment: float) -> None:
    monkeypatch.setattr(time, "time", lambda: moment)


@pytest.fixture
def home(tmp_path: Path) -> str:
    """One with all that is watched, which was written long ago."""
    for name in ("config.toml", "docker/config.json", "docker/contexts/meta/1/meta.json", "engine.sock", "x/cache"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "docker/contexts/meta/1/meta.json").write_text(
        f'{{"Name": "near", "Endpoints": {{"docker": {{"Host": "unix://{tmp_path}/engine.sock"}}}}}}'
    )
    for folder, _, files in os.walk(tmp_path):
        for name in (*files, ""):
            os.utime(os.path.join(folder, name), (1, 1))
    return str(tmp_path)


def subject(home: str, line: str = "run image", docker: str = "/usr/bin/docker", **variables: str) -> memo.Subject:
    environment = {"HOME": home, "DOCKER_CONFIG": f"{home}/docker", "DOCKER_CONTEXT": "near", **variables}
    return memo.Subject(f"{home}/x/cache.d", invocation(line, **environment), environment, docker)


def keep(home: str, about: memo.Subject | None = None, lifetime: int = 600) -> None:
    about = about or subject(home)
    endpoint = resolve({}, {"DOCKER_CONFIG": f"{home}/docker", "DOCKER_CONTEXT": "near"})
    remembered = Remembered({"file": f"{home}/config.toml", "lifetime": str(lifetime)})
    memo.forget(about)
    memo.keep(about, endpoint, remembered, BEGAN)


def test_it_counts_for_each_run_and_create_of_that_image(home: str) -> None:
    assert not memo.holds(subject(home))
    keep(home, subject(home, "run --rm image sh"))
    for line in ("run image", "create -it image", "container run -e A=1 image"):
        assert memo.holds(subject(home, line))
    assert not memo.holds(subject(home, "run image:latest"))


@pytest.mark.parametrize(
    ("line", "has_its_own"),
    [
        ("run --platform linux/amd64 image", False),
        ("run --pull missing image", False),
        ("create --runtime=runc image", False),
        ("pull image", False),
        ("--context near run image", True),
    ],
)
def test_it_counts_for_no_command_with_more_in_it_and_none_is_kept_of_one(
    home: str, line: str, *, has_its_own: bool
) -> None:
    keep(home)
    assert not memo.holds(subject(home, line))
    keep(home, subject(home, line))
    assert memo.holds(subject(home, line)) == has_its_own


@pytest.mark.parametrize("name", [*memo.VARIABLES, "DOCKER_DEFAULT_PLATFORM", "DOCKER_CUSTOM_HEADERS", "docker"])
def test_it_counts_for_no_other_value_of_a_variable_and_no_other_docker(home: str, name: str) -> None:
    keep(home)
    assert not memo.holds(subject(home, **{name: "other"}))


@pytest.mark.parametrize(("later", "counts"), [(-2, False), (0, True), (598, True), (600, False)])
def test_it_counts_for_its_time(home: str, later: int, monkeypatch: pytest.MonkeyPatch, *, counts: bool) -> None:
    keep(home)
    clock(monkeypatch, BEGAN + later)
    assert memo.holds(subject(home)) == counts


def test_without_a_lifetime_none_is_kept(home: str) -> None:
    keep(home)
    keep(home, lifetime=0)
    assert records.read_all(f"{home}/x/cache.d", records.NATIVE) == []


@pytest.mark.parametrize(
    "path",
    [
        "config.toml", ".", "docker/config.json", "docker", "docker/contexts/meta/1/meta.json",
        "docker/contexts/meta/1", "engine.sock", "x/cache.d/.stamp",
    ],
)  # fmt: skip
def test_what_changes_after_the_decision_began_ends_it(home: str, path: str) -> None:
    keep(home)
    Path(home, "x/cache.d/.stamp").touch()
    os.utime(f"{home}/x/cache.d/.stamp", (1, 1))
    assert memo.holds(subject(home))
    os.utime(f"{home}/{path}", (BEGAN, BEGAN))
    assert not memo.holds(subject(home))


def test_a_settings_file_that_appears_ends_it(home: str) -> None:
    os.unlink(f"{home}/config.toml")
    os.utime(home, (1, 1))
    keep(home)
    assert memo.holds(subject(home))
    Path(home, "config.toml").touch()
    os.utime(home, (1, 1))
    assert not memo.holds(subject(home))


def test_none_is_kept_where_a_file_cannot_be_watched_from_everywhere(home: str) -> None:
    about = subject(home, DOCKER_CONFIG="docker", DOCKER_CONTEXT="")
    endpoint = resolve({}, {"DOCKER_CONFIG": "docker", "DOCKER_HOST": f"unix://{home}/engine.sock"})
    memo.keep(about, endpoint, Remembered({"file": f"{home}/config.toml", "lifetime": "600"}), BEGAN)
    assert not memo.holds(about)


def test_headers_are_not_written_down(home: str) -> None:
    keep(home, subject(home, DOCKER_CUSTOM_HEADERS="Authorization=secret"))
    assert records.read_all(f"{home}/x/cache.d", records.NATIVE) == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\x00", b"end\n", b"from\tx\nuntil\ty\nend\n", b"until\t9999999999\nend\n"]
)
def test_a_garbled_one_is_none(home: str, content: bytes) -> None:
    about = subject(home)
    keep(home, about)
    Path(records.path(about.cache, records.NATIVE, about.key)).write_bytes(content)
    assert not memo.holds(about)
