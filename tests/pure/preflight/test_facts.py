"""What the facts ask of the probe: as little as possible, and what is left of several platforms at once."""

from pathlib import Path

import pytest

from anyarch.decision.facts import UnknownFactError
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError
from anyarch.preflight.facts import EngineFacts
from tests.laboratory import asked

SEVERAL = tuple(platforms.parse(name) for name in ("arm/v7", "arm/v6", "amd64", "386"))


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[list[Platform]]:
    """Which platforms were tried, at once in each round; the engine executes 386."""
    tried: list[list[Platform]] = []

    def executes(engine: Engine, platform: Platform) -> bool:
        return each(engine, [platform])[platform]

    def each(_: Engine, several: list[Platform]) -> dict[Platform, bool]:
        tried.append([*several])
        return {platform: platform.architecture == "386" for platform in several}

    monkeypatch.setattr(probe, "executes", executes)
    monkeypatch.setattr(probe, "each", each)
    return tried


@pytest.fixture
def facts(tmp_path: Path) -> EngineFacts:
    made = EngineFacts("image", asked.engine("unix:///s", ANYARCH_CACHE_DIR=str(tmp_path)))
    made.expect(SEVERAL)
    return made


def test_after_a_platform_that_is_not_executed_the_others_are_tried_at_once(
    facts: EngineFacts, rounds: list[list[Platform]]
) -> None:
    assert [facts.executes(platform) for platform in SEVERAL] == [False, False, False, True]
    assert rounds == [[SEVERAL[0]], [*SEVERAL[1:]]]


def test_as_long_as_they_are_executed_each_is_tried_when_it_is_asked_about(
    facts: EngineFacts, rounds: list[list[Platform]]
) -> None:
    assert facts.executes(SEVERAL[3])
    assert rounds == [[SEVERAL[3]]]


def test_where_several_get_no_answer_none_is_asked_about_again(
    facts: EngineFacts, rounds: list[list[Platform]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not facts.executes(SEVERAL[0])

    def fail(_: Engine, several: list[Platform]) -> dict[Platform, bool]:
        rounds.append([*several])
        raise EngineError("no answer in time")

    monkeypatch.setattr(probe, "each", fail)
    for platform in SEVERAL[1:]:
        with pytest.raises(UnknownFactError, match="no answer in time"):
            facts.executes(platform)
    assert len(rounds) == 2
