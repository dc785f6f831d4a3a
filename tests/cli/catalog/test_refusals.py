"""What is remembered of a question that got no answer."""

import pytest

from anyarch.bare import lifetimes
from anyarch.catalog import refusals
from anyarch.person.errors import RefusedError, SilentError, UnreachableError
from tests.cli.catalog.conftest import CONTENT, DAY, PLATFORMS, Later, Setting, distribution, single
from tests.laboratory.faulty_registry import RETRY_AFTER
from tests.laboratory.recording_engine import Answer, Hang, refused


@pytest.mark.parametrize(("status", "minutes"), [(401, 2), (403, 2), (404, 1), (429, 10), (500, 1), (503, 1)])
def test_a_refusal_is_remembered_for_minutes_with_its_reason(
    setting: Setting, later: Later, status: int, minutes: int
) -> None:
    with setting.engine(refused(status, "no and no")) as engine:
        for asked in (1, 1, 2):
            with pytest.raises(RefusedError, match="no and no"):
                setting.offered()
            assert len(setting.looked_up(engine)) == asked
            later(minutes * 60 / 2 + 1)


def test_a_silence_is_remembered_for_commands_that_cannot_wait_longer(setting: Setting, later: Later) -> None:
    with setting.engine(distribution(CONTENT), faults={"/distribution/*": Hang()}) as engine:
        for error, asked in ((SilentError, 1), (RefusedError, 1), (SilentError, 2)):
            with pytest.raises(error, match="did not answer"):
                setting.catalog(patience=0.3).look_up(setting.name("sound"))
            assert len(setting.looked_up(engine)) == asked
            later(61)
    with setting.engine(distribution(CONTENT)):
        assert setting.offered() == PLATFORMS


def test_an_engine_that_is_not_there_is_not_remembered(setting: Setting) -> None:
    setting.host = f"unix://{setting.folder}/engine.sock"
    with pytest.raises(UnreachableError):
        setting.offered()
    with setting.engine(distribution(CONTENT)):
        assert setting.offered() == PLATFORMS


def test_a_live_question_is_asked_in_spite_of_a_remembered_refusal(setting: Setting) -> None:
    with setting.engine(refused(404, "manifest unknown")), pytest.raises(RefusedError):
        setting.offered()
    with setting.engine(distribution(CONTENT)):
        assert setting.offered(live=True) == PLATFORMS
        assert setting.offered() == PLATFORMS


def test_what_cannot_be_said_of_a_single_manifest_is_not_asked_for_again_at_once(
    setting: Setting, later: Later
) -> None:
    setting.is_direct = False
    with setting.engine(distribution(single("arm64"), None)) as engine:
        for asked in (1, 1, 2):
            with pytest.raises(RefusedError, match="does not say"):
                setting.offered()
            assert len(setting.looked_up(engine)) == asked
            later(301)


def test_a_registry_that_asks_for_patience_gets_it(setting: Setting, later: Later) -> None:
    with setting.engine(distribution(CONTENT), "limited") as engine:
        setting.offered("limited")
        later(DAY + 1)
        for _ in range(2):
            with pytest.raises(RefusedError, match="429"):
                setting.offered("limited")
        assert setting.asked() == [("HEAD", 429)]
        later(RETRY_AFTER + 1)
        with pytest.raises(RefusedError, match="429"):
            setting.offered("limited")
        assert setting.asked() == [("HEAD", 429)]
        assert len(setting.looked_up(engine)) == 1


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [(None, 600), (0.0, 1), (30.0, 30), (1e9, lifetimes.LONGEST_REFUSAL), (7200.0, lifetimes.LONGEST_REFUSAL)],
)
def test_patience_has_bounds(retry_after: float | None, seconds: int) -> None:
    assert refusals.remembered_for(RefusedError("too many", 429, retry_after)) == seconds


@pytest.mark.parametrize("document", [[], {}, {"Descriptor": {}}, {"Descriptor": {"digest": 5}, "Platforms": []}])
def test_an_answer_that_is_none_is_not_remembered(setting: Setting, document: object) -> None:
    with setting.engine(Answer(200, document)) as engine:
        for asked in (1, 2):
            with pytest.raises(RefusedError):
                setting.offered()
            assert len(setting.looked_up(engine)) == asked
