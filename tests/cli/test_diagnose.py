"""`anyarch diagnose` for people and for programs, and the ways in which it ends."""

import json

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine


def test_a_silent_engine_is_told_with_its_own_code(person: Person) -> None:
    done = person.anyarch("diagnose", "image")
    assert (done.status, done.output) == (4, "")
    assert done.errors.startswith("anyarch: The engine at unix://")
    assert "did not answer" in done.errors


def test_a_context_that_does_not_exist_is_a_usage_error(person: Person) -> None:
    person.environment.pop("DOCKER_HOST")
    person.environment["DOCKER_CONTEXT"] = "nowhere"
    done = person.anyarch("diagnose", "image")
    assert (done.status, done.errors) == (2, "anyarch: The docker context 'nowhere' does not exist.\n")


@pytest.mark.parametrize("word", ["nowhere", "no/where:1", "../../etc", "a\x07b", "", "sha256:" + "0" * 64])
def test_a_name_of_nothing_is_a_usage_error(person: Person, word: str) -> None:
    with RecordingEngine(person.environment["HOME"], Answers()):
        done = person.anyarch("diagnose", word)
    assert (done.status, done.output) == (2, "")
    assert "The engine has no container and no image" in done.errors
    assert "\x07" not in done.errors


def test_a_mistake_in_the_settings_is_a_usage_error(person: Person) -> None:
    person.environment["ANYARCH_NOTICE"] = "loud"
    assert person.anyarch("diagnose", "image").status == 2


def test_json_is_not_mixed_with_an_error(person: Person) -> None:
    done = person.anyarch("diagnose", "--json", "image")
    assert (done.status, done.output) == (4, "")
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.output)
