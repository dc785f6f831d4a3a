"""Precedents: for which commands they count."""

import os
import time
from pathlib import Path

import pytest

from anyarch.bare import memo, precedents, records
from anyarch.bare.endpoint import resolve
from anyarch.bare.memory import Remembered
from anyarch.bare.precedents import Case, Precedent
from tests.pure.bare.written_lines import invocation

BEGAN = 1_700_000_000.0
LINE = "run -e PASSWORD=secret image sh"
DECIDED = Precedent("linux/arm64", "It is slow.", "/log", "run image: platform by row 4.")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: BEGAN)


def case(folder: Path, line: str = LINE, image: str = "sha256:1", **variables: str) -> Case:
    environment = {"HOME": str(folder), **variables}
    subject = memo.Subject(f"{folder}/cache", invocation(line, **environment), environment, "/usr/bin/docker")
    return Case(subject, image, line.split(), environment)


def keep(about: Case) -> None:
    endpoint = resolve({}, {"HOME": "/none", "DOCKER_HOST": "unix:///none/engine.sock"})
    remembered = Remembered({"file": "/none/config.toml", "lifetime": "600"})
    precedents.keep(about, DECIDED, endpoint, remembered, BEGAN)


def test_the_same_command_is_decided_alike(tmp_path: Path) -> None:
    assert precedents.find(case(tmp_path)) is None
    keep(case(tmp_path))
    found = precedents.find(case(tmp_path))
    assert all(getattr(found, name) == getattr(DECIDED, name) for name in Precedent.__slots__)


@pytest.mark.parametrize(
    "other",
    [
        {"line": "run -e PASSWORD=secret image bash"},
        {"line": "run -e PASSWORD=other image sh"},
        {"line": "create -e PASSWORD=secret image sh"},
        {"line": "run -e PASSWORD=secret --pull=always image sh"},
        {"image": "sha256:2"},
        {"ANYARCH_NOTICE": "never"},
        {"DOCKER_HOST": "unix:///other"},
    ],
)
def test_another_is_not_nor_one_about_another_image_of_that_name_or_with_another_notice(
    tmp_path: Path, other: dict[str, str]
) -> None:
    keep(case(tmp_path))
    assert precedents.find(case(tmp_path, **other)) is None


def test_neither_is_one_on_another_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handlers, boot = tmp_path / "binfmt_misc", tmp_path / "boot"
    handlers.mkdir()
    (handlers / "qemu").write_text("enabled\n")
    boot.write_text("1\n")
    monkeypatch.setattr(precedents, "_HANDLERS", str(handlers))
    monkeypatch.setattr(precedents, "_BOOT", str(boot))
    keep(case(tmp_path))
    assert precedents.find(case(tmp_path)) is not None
    (handlers / "qemu").write_text("disabled\n")
    assert precedents.find(case(tmp_path)) is None
    (handlers / "qemu").write_text("enabled\n")
    boot.write_text("2\n")
    assert precedents.find(case(tmp_path)) is None


def test_a_stamp_ends_it(tmp_path: Path) -> None:
    keep(case(tmp_path))
    stamp = tmp_path / "cache" / memo.STAMP
    stamp.touch()
    os.utime(stamp, (BEGAN, BEGAN))
    assert precedents.find(case(tmp_path)) is None


def test_it_can_be_forgotten(tmp_path: Path) -> None:
    keep(case(tmp_path))
    precedents.forget(case(tmp_path).subject)
    assert precedents.find(case(tmp_path)) is None


def test_the_words_are_not_written_down(tmp_path: Path) -> None:
    keep(case(tmp_path))
    [(_, fields)] = records.read_all(f"{tmp_path}/cache", records.PRECEDENTS)
    assert "secret" not in str(fields)


@pytest.mark.parametrize("field", ["case", "salt", "kernel", "platform"])
def test_one_that_lacks_something_or_is_garbled_is_none(tmp_path: Path, field: str) -> None:
    about = case(tmp_path)
    keep(about)
    path = records.path(about.subject.cache, records.PRECEDENTS, about.subject.key)
    state = os.stat(path)
    lines = [line for line in Path(path).read_text().splitlines(keepends=True) if not line.startswith(field)]
    Path(path).write_text("".join(lines))
    os.utime(path, (state.st_mtime, state.st_mtime))
    assert precedents.find(about) is None
