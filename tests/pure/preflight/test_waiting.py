"""The word at the terminal about a long look-up."""

import threading

import pytest

from anyarch.person import notice
from anyarch.person.settings import Settings
from anyarch.preflight.waiting import Waiting

PATIENCE = 60


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    event = threading.Event()
    monkeypatch.setattr(notice, "say", lambda _: event.set())
    return event


def test_a_long_look_up_is_announced(said: threading.Event) -> None:
    with Waiting("i", Settings(notice="always", lookup_timeout=0.001)) as waiting:
        waiting.begin()
        assert said.wait(PATIENCE)


@pytest.mark.parametrize("policy", ["always", "never"])
def test_one_that_ends_in_time_or_is_not_to_be_announced_is_not(said: threading.Event, policy: str) -> None:
    with Waiting("i", Settings(notice=policy, lookup_timeout=PATIENCE if policy == "always" else 0.001)) as waiting:
        waiting.begin()
    assert all(not isinstance(thread, threading.Timer) or thread.finished.is_set() for thread in threading.enumerate())
    assert not said.is_set()
