"""`anyarch plan` where no engine answers, and with one that claims to be what it is not."""

import shlex
from typing import Any

import pytest

from tests.cli import test_compose
from tests.cli.conftest import report
from tests.cli.test_compose import CONFIG, PROJECT, tell, words
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import RecordingEngine

WORLD = test_compose.WORLD


def planned(person: Person, *words: str) -> dict[str, Any]:
    return report(person, "plan", "--json", "--", *words)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ps 'two words' '' * -x", "anyarch only handles run, create and pull."),
        ("run --help", "It asks for help."),
        ("run", "It names no image."),
        ("--context c pull --all-tags image", "pull --all-tags is left to docker."),
        ("run --runtime kata image", "It sets --runtime, which may run what runc cannot."),
    ],
)
def test_what_is_none_of_anyarchs_business_is_unchanged(person: Person, line: str, reason: str) -> None:
    plan = planned(person, *shlex.split(line))
    assert (plan["reason"], plan["argv"]) == (reason, shlex.split(line))
    assert (plan["action"], plan["platform"], plan["emulated"]) == ("unchanged", None, False)
    assert (plan["host"], plan["local"], plan["offered"]) == (None, None, None)


def test_a_whole_command_that_was_pasted_means_what_follows_docker(person: Person) -> None:
    assert planned(person, "docker", "run") == planned(person, "run")


def test_switched_off_it_is_unchanged(person: Person) -> None:
    person.environment["ANYARCH"] = "off"
    assert planned(person, "run", "image")["reason"] == "anyarch is switched off by ANYARCH."


def test_an_engine_that_cannot_be_reached_leaves_the_command_as_it_is(person: Person) -> None:
    plan = planned(person, "run", "--rm", "image", "--json", "-x")
    assert (plan["action"], plan["argv"]) == ("unchanged", ["run", "--rm", "image", "--json", "-x"])
    assert plan["reason"]
    shown = person.anyarch("plan", "--", "--config", "a b", "run", "image").output
    assert "\ncommand  docker --config 'a b' run image\n" in shown


@pytest.mark.parametrize("words", [(), ("--json",), ("--json", "--")])
def test_without_a_command_it_is_a_usage_error(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch("plan", *words)
    assert (done.status, done.output[:1]) == (2, "{" if words else "")
    assert "Usage: " in done.errors


def test_a_wrong_setting_is_a_usage_error(person: Person) -> None:
    person.environment["ANYARCH_NOTICE"] = "loud"
    done = person.anyarch("plan", "--", "run", "image")
    assert (done.status, done.output) == (2, "")
    assert "ANYARCH_NOTICE" in done.errors


@pytest.mark.usefixtures("engine")
def test_it_says_whether_a_memo_would_answer(person: Person) -> None:
    person.install()
    person.age()
    assert planned(person, "run", "here")["memo"] is False
    for _ in range(2):  # the first time, anyarch does not know the engine yet
        person.docker("run", "here")
    assert planned(person, "run", "here")["memo"] is True
    assert "without a check" in person.anyarch("plan", "--", "run", "here").output
    assert planned(person, "run", "--pull=always", "here")["memo"] is False


def test_an_image_that_is_offered_for_another_platform_gets_it_and_nothing_is_done(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    plan = planned(person, "--debug", "pull", "--quiet", "amdonly")
    assert plan["action"] == "platform"
    assert plan["argv"] == ["--debug", "pull", "--platform", "linux/amd64", "--quiet", "amdonly"]
    assert (plan["platform"], plan["offered"], plan["local"]) == ("linux/amd64", ["linux/amd64"], [])
    assert docker.calls() == []
    assert {request.method for request in engine.requests} == {"GET"}


@pytest.mark.usefixtures("engine")
def test_of_compose_it_has_a_step_for_each_service_and_nothing_is_pulled(
    person: Person, docker: RecordingDocker
) -> None:
    tell(person, docker, {**PROJECT, "m": {"image": "mainframe"}})
    plan = planned(person, "docker", "compose", "up", "-d")
    reason = "The image is offered for linux/amd64, not for linux/arm64."
    step = {"service": "b", "image": "amdonly", "platform": "linux/amd64", "emulated": True, "reason": reason}
    assert (plan["action"], plan["argv"], plan["steps"]) == ("prepare", ["compose", "up", "-d"], [step])
    assert (plan["host"], plan["emulated"]) == ("linux/arm64", True)
    [unusable] = plan["unusable"]
    assert (unusable["service"], unusable["remedy"]) == ("m", plan["remedy"])
    assert words(docker) == [CONFIG]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("typed", "services", "reason"),
    [
        ("compose ps", PROJECT, "With compose, anyarch only handles up, create, run, scale, watch and pull."),
        ("compose up", {"a": {"image": "both"}}, "No image has to be prepared."),
        ("compose up", [], "Compose cannot read the project. To see why: docker compose config --format json"),
    ],
)
def test_of_compose_it_says_why_nothing_is_prepared(
    person: Person, docker: RecordingDocker, typed: str, services: object, reason: str
) -> None:
    tell(person, docker, services)
    docker.behave('case "$*" in *config*) cat "$HOME/project.json" ;; esac')
    plan = planned(person, *typed.split())
    assert (plan["action"], plan["reason"], plan["steps"]) == ("unchanged", reason, [])
