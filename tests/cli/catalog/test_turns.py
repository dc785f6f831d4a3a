"""Commands that need the same answer at the same moment: one asks, and the others wait for it."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from anyarch.catalog import turns
from anyarch.person.errors import RefusedError
from tests.cli.catalog.conftest import CONTENT, PATIENCE, PLATFORMS, Setting, distribution
from tests.laboratory.recording_engine import refused

CROWD = 16


def at_once(work: Callable[[], object]) -> list[object]:
    start = threading.Barrier(CROWD)

    def wait_and_work(_: int) -> object:
        start.wait()
        return work()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(wait_and_work, range(CROWD)))


def test_one_command_asks_for_all_that_start_at_once(setting: Setting) -> None:
    with setting.engine(distribution(CONTENT)) as engine:
        assert at_once(setting.offered) == [PLATFORMS] * CROWD
        assert len(setting.looked_up(engine)) == 1


def test_a_refusal_is_for_all_that_wait(setting: Setting) -> None:
    def offered() -> str:
        with pytest.raises(RefusedError) as caught:
            setting.offered()
        return str(caught.value)

    with setting.engine(refused(429, "toomanyrequests: no more")) as engine:
        said = at_once(offered)
        assert all("no more" in str(each) for each in said)
        assert len(setting.looked_up(engine)) == 1


def test_an_answer_that_comes_just_before_a_free_turn_is_for_it_too(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = turns.taken

    def taken_later(folder: str, key: str, patience: float) -> contextlib.AbstractContextManager[bool]:
        monkeypatch.undo()
        with contextlib.suppress(RefusedError):  # as another command, which has its turn after the look into the cache
            setting.offered()
        return taken(folder, key, patience)

    monkeypatch.setattr(turns, "taken", taken_later)
    with setting.engine(refused(429, "toomanyrequests: no more")) as engine:
        with pytest.raises(RefusedError, match="no more"):
            setting.offered()
        assert len(setting.looked_up(engine)) == 1


def test_a_turn_is_not_waited_for_longer_than_there_is_time(setting: Setting) -> None:
    cache = str(setting.folder / "cache")
    with turns.taken(cache, "image", PATIENCE) as is_taken:
        assert is_taken
        with turns.taken(cache, "image", 0.1) as is_taken_twice:
            assert not is_taken_twice
        with turns.taken(cache, "another image", PATIENCE) as is_another_taken:
            assert is_another_taken
    with turns.taken(cache, "image", PATIENCE) as is_taken_again:
        assert is_taken_again


def test_without_a_cache_everyone_asks() -> None:
    with turns.taken("", "image", PATIENCE) as first, turns.taken("", "image", PATIENCE) as second:
        assert not first
        assert not second
