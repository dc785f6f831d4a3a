"""What is remembered of an engine, and how long."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.bare import memory
from anyarch.bare.endpoint import resolve

FAR = resolve({"host": "tcp://far:1"}, {})


@pytest.fixture
def settings(tmp_path: Path) -> str:
    file = tmp_path / "config.toml"
    file.touch()
    return str(file)


def known(cache: str) -> tuple[str, bool]:
    found = memory.recall(cache, FAR)
    return found.platform, found.is_slow


def test_what_an_engine_said_of_itself_is_remembered_for_a_day(cache: str, later: Callable[[float], None]) -> None:
    assert known(cache) == ("", False)
    memory.keep_platform(cache, FAR, "linux/arm64")
    assert known(cache) == ("linux/arm64", False)
    assert memory.recall(cache, resolve({"host": "unix:///t"}, {})).platform == ""
    later(86401)
    assert known(cache) == ("", False)
    later(-86411)
    assert known(cache) == ("", False)


def test_a_slow_engine_is_remembered_for_two_minutes_or_until_it_answers(
    cache: str, settings: str, later: Callable[[float], None]
) -> None:
    memory.keep_platform(cache, FAR, "linux/arm64", settings)
    memory.keep_slow(cache, FAR)
    assert known(cache) == ("linux/arm64", True)
    memory.keep_platform(cache, FAR, "linux/arm64", settings)
    assert known(cache) == ("linux/arm64", False)
    memory.keep_slow(cache, FAR, settings)
    later(121)
    assert known(cache) == ("linux/arm64", False)


def test_a_slow_engine_is_asked_again_when_the_settings_change(cache: str, settings: str) -> None:
    memory.keep_slow(cache, FAR)
    assert known(cache) == ("", True)
    memory.keep_slow(cache, FAR, settings)
    assert known(cache) == ("", True)
    os.utime(settings, (1, 1))
    assert known(cache) == ("", False)


def test_the_settings_that_count_for_memos_are_remembered_with_it(cache: str, settings: str) -> None:
    memory.keep_platform(cache, FAR, "linux/arm64", settings, 77.5)
    found = memory.recall(cache, FAR)
    assert (found.settings_file, found.lifetime) == (settings, 77)
    os.utime(settings, (1, 1))
    found = memory.recall(cache, FAR)
    assert (found.settings_file, found.lifetime) == ("", 0)
