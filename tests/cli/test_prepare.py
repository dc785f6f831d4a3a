"""`anyarch prepare`, with an engine that claims to be an arm64 machine that executes amd64, and a recording docker."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.cli.test_compose import WORLD as COMPOSING
from tests.cli.test_compose import words
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import RecordingEngine, index, refused
from tests.laboratory.terminal import Terminal

LIMIT = refused(429, "toomanyrequests")
WORLD = replace(
    COMPOSING,
    distribution={**COMPOSING.distribution, "windows": index("windows/amd64"), "limited": LIMIT, "limited/too": LIMIT},
)
pytestmark = pytest.mark.usefixtures("engine")
LIMITED = 'printf "Error response from daemon: toomanyrequests: You have reached your pull rate limit.\\n" >&2; exit 1'


def prepared(person: Person, status: int, *images: str) -> dict[str, dict[str, Any]]:
    done = person.anyarch("prepare", "--json", *images)
    assert done.status == status, done.errors
    return {each["image"]: each for each in json.loads(done.output)["images"]}


@pytest.mark.parametrize("closed", ["0<&-", "2>&-", "0<&- 2>&-"])
def test_what_is_closed_is_no_trouble_and_nothing_else_is_written_there(
    person: Person, docker: RecordingDocker, closed: str
) -> None:
    docker.behave("echo progress; echo trouble >&2")
    done = person.run(["sh", "-c", f'exec "$@" {closed}', "sh", *person.command, "prepare", "amdonly"])
    assert (done.status, done.output.splitlines()[1].split()[0]) == (0, "amdonly"), done.errors
    assert words(docker) == [b"pull --platform linux/amd64 amdonly"]


def test_foreign_images_are_pulled_once_in_their_order_under_their_own_names_for_what_the_engine_executes(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    found = prepared(person, 0, "amdonly", "docker.io/library/other:latest", "docker.io/library/amdonly:latest")
    assert len(engine.requests_for("GET", "/distribution/*")) == 2
    assert words(docker) == [
        b"pull --platform linux/amd64 amdonly",
        b"pull --platform linux/amd64 docker.io/library/other:latest",
    ]
    assert found["amdonly"] == {
        "image": "amdonly",
        "outcome": "pulled",
        "platform": "linux/amd64",
        "emulated": True,
        "reason": "The image is offered for linux/amd64, not for linux/arm64.",
        "remedy": None,
    }


@pytest.mark.parametrize(
    ("image", "preset", "reason"),
    [
        ("both", "", "linux/arm64 is offered."),
        ("both", "linux/s390x", "linux/arm64 is offered."),  # which these programs do not read
        ("here", "", "The local image is native."),
        ("foreign", "", "The local image is for linux/amd64."),
        ("single", "", "By its label, the image is for linux/amd64, not for linux/arm64."),
    ],
)
def test_what_other_programs_find_by_themselves_is_left_to_them(  # noqa: PLR0913, PLR0917 - columns of a table
    person: Person, docker: RecordingDocker, engine: RecordingEngine, image: str, preset: str, reason: str
) -> None:
    person.environment["DOCKER_DEFAULT_PLATFORM"] = preset
    found = prepared(person, 0, image)[image]
    assert (found["outcome"], found["reason"], docker.calls()) == ("unchanged", reason, [])
    assert bool(engine.requests_for("GET", "/distribution/*")) is (image in {"both", "single"})  # which are not local


def test_nothing_is_pulled_that_nothing_executes_or_that_is_not_there(person: Person, docker: RecordingDocker) -> None:
    found = prepared(person, 1, "mainframe", "windows", "none")
    assert docker.calls() == []
    assert [each["outcome"] for each in found.values()] == ["unusable", "unusable", "unknown"]
    assert found["mainframe"]["reason"].endswith("This engine cannot execute linux/s390x: it has no emulator for it.")
    assert found["mainframe"]["remedy"].endswith("anyarch emulators install linux/s390x")


def test_a_registry_that_is_rate_limiting_is_not_asked_again(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    done = person.anyarch("prepare", "limited", "limited/too", "here")
    assert (done.status, docker.calls()) == (4, [])
    assert len(engine.requests_for("GET", "/distribution/*")) <= 2  # those that were asked at the same time
    assert done.output.count("unknown: ") == 2
    assert "toomanyrequests" in done.output


def test_a_rate_limit_while_pulling_ends_the_pulls_and_the_rest_is_named(
    person: Person, docker: RecordingDocker
) -> None:
    docker.behave(LIMITED)
    done = person.anyarch("prepare", "amdonly", "other", "here")
    assert (done.status, words(docker)) == (4, [b"pull --platform linux/amd64 amdonly"])
    assert "toomanyrequests" in done.errors
    assert "other     skipped: It was not pulled, because the registry is rate-limiting." in done.output
    assert "here      unchanged: " in done.output


def test_a_pull_that_fails_is_a_finding_and_the_others_go_on(person: Person, docker: RecordingDocker) -> None:
    docker.behave('case "$*" in *amdonly*) echo "no space left" >&2; exit 1 ;; esac')
    found = prepared(person, 1, "amdonly", "other")
    assert [each["outcome"] for each in found.values()] == ["failed", "pulled"]


def test_dockers_output_never_mixes_with_the_report(person: Person, docker: RecordingDocker) -> None:
    docker.behave('echo "Status: Downloaded"; echo "docker says" >&2; read -r line && exit 3; exit 0')
    done = person.anyarch("prepare", "--json", "amdonly")
    assert json.loads(done.output)["images"][0]["outcome"] == "pulled"
    assert done.errors == "docker says\n"


def test_at_a_terminal_dockers_own_progress_is_shown(person: Person, docker: RecordingDocker) -> None:
    docker.behave('[ -t 1 ] && echo "Downloading on a terminal"')
    with Terminal([*person.command, "prepare", "amdonly"], person.environment, "/") as terminal:
        terminal.expect("Downloading on a terminal")
        terminal.expect("pulled for linux/amd64")


def test_switched_off_it_does_nothing_and_says_so(person: Person, docker: RecordingDocker) -> None:
    person.environment["ANYARCH"] = "off"
    found = prepared(person, 0, "amdonly")["amdonly"]
    assert (found["outcome"], found["reason"]) == ("unchanged", "anyarch is switched off by ANYARCH.")
    assert docker.calls() == []


def test_without_an_engine_nothing_is_known(person: Person, docker: RecordingDocker, engine: RecordingEngine) -> None:
    engine.close()
    done = person.anyarch("prepare", "amdonly")
    assert (done.status, done.output, docker.calls()) == (4, "", [])
    assert done.errors.startswith("anyarch: The engine at unix://")


@pytest.mark.parametrize("words", [(), ("a" * 64,), ("UPPER",), ("--platform", "x", "y")])
def test_what_cannot_be_meant_is_a_mistake(person: Person, words: tuple[str, ...]) -> None:
    assert person.anyarch("prepare", *words).status == 2


def test_consent_to_an_emulator_may_be_given_before(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    """The engine cannot install one here, and says so; nothing is pulled for it."""
    person.environment["ANYARCH_EMULATION"] = "install"
    engine.become(replace(WORLD, executes={}))
    found = prepared(person, 1, "mainframe")["mainframe"]
    assert (found["outcome"], docker.calls()) == ("unusable", [])
