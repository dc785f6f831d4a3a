import time
from pathlib import Path

import pytest

from anyarch import cache, references
from anyarch.catalog import Catalog
from anyarch.decision import Offered
from anyarch.platforms import Platform
from anyarch.references import Reference

DAY = 86400.0
TAG = references.parse("alpine:3.20")
PINNED = references.parse("alpine@sha256:" + "0" * 64)
OFFERED = Offered((Platform("linux", "amd64"), Platform("linux", "arm", "v7")), "sha256:1", is_index=True)


class Registry:
    """Counts how often it is asked."""

    def __init__(self, *answers: Offered | None) -> None:
        self.answers = list(answers)
        self.asked = 0

    def ask(self) -> Offered:
        self.asked += 1
        answer = self.answers.pop(0)
        if answer is None:
            raise LookupError
        return answer


def test_a_second_look_asks_nobody(tmp_path: Path) -> None:
    registry = Registry(OFFERED)
    for _ in range(2):
        assert Catalog(str(tmp_path), "unix:///s", DAY).look_up(TAG, registry.ask, live=False) == OFFERED
    assert registry.asked == 1


@pytest.mark.parametrize("reference", [references.parse("alpine:3.19"), references.parse("me/alpine:3.20"), PINNED])
def test_another_name_is_another_question(tmp_path: Path, reference: Reference) -> None:
    registry = Registry(OFFERED, OFFERED)
    catalog = Catalog(str(tmp_path), "unix:///s", DAY)
    catalog.look_up(TAG, registry.ask, live=False)
    catalog.look_up(reference, registry.ask, live=False)
    assert registry.asked == 2


def test_another_engine_is_another_question(tmp_path: Path) -> None:
    registry = Registry(OFFERED, OFFERED)
    for engine in ("unix:///s", "unix:///t"):
        Catalog(str(tmp_path), engine, DAY).look_up(TAG, registry.ask, live=False)
    assert registry.asked == 2


def test_a_live_question_is_asked_and_its_answer_kept(tmp_path: Path) -> None:
    newer = OFFERED._replace(digest="sha256:2")
    registry = Registry(OFFERED, newer)
    catalog = Catalog(str(tmp_path), "unix:///s", DAY)
    catalog.look_up(TAG, registry.ask, live=False)
    assert catalog.look_up(TAG, registry.ask, live=True) == newer
    assert catalog.look_up(TAG, registry.ask, live=False) == newer


@pytest.mark.parametrize(("reference", "asked"), [(TAG, 2), (PINNED, 1)])
def test_a_tag_grows_old_and_a_digest_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: Reference, asked: int
) -> None:
    registry = Registry(OFFERED, OFFERED)
    catalog = Catalog(str(tmp_path), "unix:///s", DAY)
    catalog.look_up(reference, registry.ask, live=False)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + DAY + 1)
    catalog.look_up(reference, registry.ask, live=False)
    assert registry.asked == asked


def test_a_refusal_is_the_callers_and_is_not_remembered(tmp_path: Path) -> None:
    registry = Registry(None, OFFERED)
    catalog = Catalog(str(tmp_path), "unix:///s", DAY)
    with pytest.raises(LookupError):
        catalog.look_up(TAG, registry.ask, live=False)
    assert catalog.look_up(TAG, registry.ask, live=False) == OFFERED


@pytest.mark.parametrize(
    "spoiled", [{"platforms": "no platform"}, {"seen": "yesterday"}, {"seen": "-1"}, {"seen": "99999999999"}]
)
def test_a_spoiled_record_is_none(tmp_path: Path, spoiled: dict[str, str]) -> None:
    registry = Registry(OFFERED, OFFERED)
    catalog = Catalog(str(tmp_path), "unix:///s", DAY)
    catalog.look_up(TAG, registry.ask, live=False)
    key = f"unix:///s {TAG}"
    cache.write(str(tmp_path), "offered", key, cache.read(str(tmp_path), "offered", key) | spoiled)
    catalog.look_up(TAG, registry.ask, live=False)
    assert registry.asked == 2
