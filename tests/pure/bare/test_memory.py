"""What is remembered for the quick answer, how long, and of which commands."""

import os
import time
from pathlib import Path

import pytest

from anyarch.bare import memory
from anyarch.bare.command_line import Invocation, parse
from anyarch.bare.endpoint import Endpoint, recall, resolve

FAR = resolve({"host": "tcp://far:1"}, {})


@pytest.fixture
def cache(tmp_path: Path) -> str:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    return str(folder)


@pytest.fixture
def settings(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.touch()
    return str(file)


def invocation(*words: str, **variables: str) -> Invocation:
    read = parse(list(words), variables)
    assert isinstance(read, Invocation)
    return read


RUN = invocation("run", "--rm", "image", "sh")


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)


def test_a_native_image_elsewhere_is_remembered_for_ten_minutes(
    cache: str, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not memory.is_native(cache, FAR, RUN)
    memory.keep_native(cache, FAR, RUN, settings)
    assert memory.is_native(cache, FAR, RUN)
    assert memory.is_native(cache, FAR, invocation("create", "image"))
    later(monkeypatch, 601)
    assert not memory.is_native(cache, FAR, RUN)


@pytest.mark.parametrize(
    ("endpoint", "other"),
    [
        (resolve({"host": "tcp://far:2"}, {}), RUN),
        (FAR, invocation("run", "other")),
        (FAR, invocation("run", "--platform", "linux/amd64", "image")),
        (FAR, invocation("run", "image", DOCKER_DEFAULT_PLATFORM="linux/amd64")),
        (FAR, invocation("run", "--pull", "missing", "image")),
        (FAR, invocation("run", "--runtime=runc", "image")),
        (FAR, invocation("pull", "image")),
        (resolve({"host": "tcp://far:1"}, {"DOCKER_CUSTOM_HEADERS": "X-Engine=two"}), RUN),
    ],
)
def test_it_counts_for_no_other_command(cache: str, settings: str, endpoint: Endpoint, other: Invocation) -> None:
    memory.keep_native(cache, FAR, RUN, settings)
    memory.keep_native(cache, FAR, invocation("run", "--pull=always", "other"), settings)
    assert not memory.is_native(cache, endpoint, other)


def test_of_an_engine_on_a_unix_socket_nothing_is_remembered(cache: str, settings: str) -> None:
    near = resolve({"host": "unix:///s"}, {})
    memory.keep_native(cache, near, RUN, settings)
    assert not memory.is_native(cache, near, RUN)
    assert os.listdir(cache) == []


def test_it_is_dropped_when_the_settings_change_or_the_image_does(cache: str, settings: str) -> None:
    memory.keep_native(cache, FAR, RUN, settings)
    os.utime(settings, (1, 1))
    assert not memory.is_native(cache, FAR, RUN)
    memory.keep_native(cache, FAR, RUN, settings)
    assert memory.is_native(cache, FAR, RUN)
    memory.forget_native(cache, FAR, "image")
    assert not memory.is_native(cache, FAR, RUN)
    memory.forget_native(cache, FAR, "image")


def test_a_slow_engine_is_remembered_for_two_minutes_or_until_it_answers(
    cache: str, settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.keep_platform(cache, FAR, "linux/arm64", settings)
    memory.keep_slow(cache, FAR)
    assert recall(cache, FAR) == ("linux/arm64", True)
    memory.keep_platform(cache, FAR, "linux/arm64", settings)
    assert recall(cache, FAR) == ("linux/arm64", False)
    memory.keep_slow(cache, FAR, settings)
    later(monkeypatch, 121)
    assert recall(cache, FAR) == ("linux/arm64", False)


def test_a_slow_engine_is_asked_again_when_the_settings_change(cache: str, settings: str) -> None:
    memory.keep_slow(cache, FAR)
    assert recall(cache, FAR) == ("", True)
    memory.keep_slow(cache, FAR, settings)
    assert recall(cache, FAR) == ("", True)
    os.utime(settings, (1, 1))
    assert recall(cache, FAR) == ("", False)
