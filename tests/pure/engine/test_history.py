"""How long containers ran, from documents as engines send them."""

import pytest

from anyarch.engine import history
from anyarch.engine.history import Life


def event(action: str, identity: str, seconds: float, image: str = "app") -> object:
    return {
        "Type": "container",
        "Action": action,
        "Actor": {"ID": identity, "Attributes": {"image": image, "name": "n"}},
        "timeNano": int(seconds * 1_000_000_000),
    }


def test_a_life_is_between_a_start_and_its_end() -> None:
    events = [
        event("die", "before", 1),
        event("start", "a", 2),
        event("start", "b", 3, "other"),
        event("die", "a", 4.5),
        event("start", "a", 10),
        event("die", "a", 11),
        event("start", "runs", 12),
        {"Action": "start"},
        None,
    ]
    assert history.of_events(events) == {"a": Life("app", 10, 1)}


@pytest.mark.parametrize(
    ("started", "finished", "seconds"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:01:00.5Z", 60.5),
        ("2026-01-01T00:00:00.123456789Z", "2026-01-01T00:00:01.123456789Z", 1.0),
        ("2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z", None),
        ("soon", "2026-01-01T00:00:00Z", None),
    ],
)
def test_a_container_that_is_still_there_says_how_long_it_ran(
    started: str, finished: str, seconds: float | None
) -> None:
    document = {"State": {"StartedAt": started, "FinishedAt": finished}, "Config": {"Image": "app"}}
    life = history.of_container(document)
    assert (life and life.image) == (None if seconds is None else "app")
    assert (life and life.seconds) == pytest.approx(seconds)


def test_a_document_that_says_nothing_is_no_life() -> None:
    assert history.of_container(None) is None
