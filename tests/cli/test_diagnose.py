"""`anyarch diagnose` for people and for programs, and the ways in which it ends."""

from typing import Any

import pytest

from tests.cli.conftest import report
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, docker_manifest, index, refused

OFFERED = {
    "both": index("linux/amd64", "linux/arm64"),
    "foreign": index("linux/arm64", "linux/s390x"),
    "single": docker_manifest("linux/s390x"),
    "windows": index("windows/amd64"),
}
WORLD = Answers(distribution=OFFERED)


def test_a_context_that_does_not_exist_is_a_usage_error(person: Person) -> None:
    person.environment.pop("DOCKER_HOST")
    person.environment["DOCKER_CONTEXT"] = "nowhere"
    done = person.anyarch("diagnose", "image")
    assert (done.status, done.errors) == (2, "anyarch: The docker context 'nowhere' does not exist.\n")


@pytest.mark.parametrize("word", ["nowhere", "no/where:1", "../../etc", "a\x07b", "", "sha256:" + "0" * 64])
@pytest.mark.usefixtures("engine")
def test_a_name_of_nothing_is_a_usage_error(person: Person, word: str) -> None:
    done = person.anyarch("diagnose", word)
    assert (done.status, done.output) == (2, "")
    assert "The engine has no container and no image" in done.errors
    assert "\x07" not in done.errors


def diagnosed(person: Person, image: str, status: int, answers: Answers) -> dict[str, Any]:
    """What is said of an image that is not local, on an engine with these answers."""
    with RecordingEngine(person.environment["HOME"], answers) as engine:
        found = report(person, "diagnose", "--json", image, status=status)
        assert not engine.requests_for("POST", "/images/create")
    assert found["kind"] == "not local"
    return found


def offering(*executed: str) -> Answers:
    """An amd64 engine to which images are offered, and which executes some other CPUs' programs."""
    return Answers(distribution=OFFERED, executes=dict.fromkeys(executed, 42))


@pytest.mark.parametrize(("preset", "label"), [("", "linux/amd64"), ("linux/arm64", "linux/arm64")])
def test_an_image_that_docker_can_pull_is_fine(person: Person, preset: str, label: str) -> None:
    person.environment["DOCKER_DEFAULT_PLATFORM"] = preset
    found = diagnosed(person, "both", 0, offering("arm64"))
    assert (found["label"], found["emulated"], found["conclusion"]) == (label, preset or None, None)
    assert found["offered"] == ["linux/amd64", "linux/arm64"]


@pytest.mark.parametrize(
    ("image", "executed", "preset", "cause", "platform"),
    [
        ("foreign", "", "", "foreign-offer", "linux/arm64"),
        ("foreign", "s390x", "", "foreign-offer-emulated", "linux/s390x"),
        ("single", "", "", "foreign-offer", "linux/s390x"),
        ("windows", "", "", "unusable-offer", ""),
        ("both", "", "linux/s390x", "default-platform-offer", "linux/amd64"),
        ("foreign", "", "linux/s390x", "foreign-offer", "linux/s390x"),
        ("foreign", "s390x", "linux/riscv64", "foreign-offer-emulated", "linux/s390x"),
    ],
)
def test_an_image_that_docker_alone_does_not_run_comes_with_what_does(  # noqa: PLR0913, PLR0917 - columns of a table
    person: Person, image: str, executed: str, preset: str, cause: str, platform: str
) -> None:
    if preset:
        person.environment["DOCKER_DEFAULT_PLATFORM"] = preset
    conclusion = diagnosed(person, image, 1, offering(*executed.split()))["conclusion"]
    first = [f"anyarch emulators install {platform}"] if cause == "foreign-offer" else []
    then = [f"docker run --platform {platform} {image}"] if platform else []
    assert (conclusion["cause"], conclusion["commands"]) == (cause, first + then)


@pytest.mark.parametrize(
    ("api_version", "entry", "cause", "commands"),
    [
        ("1.41", "", "unlisted-offer-refused", []),
        ("1.45", "", "unlisted-offer", ["docker pull app", "anyarch diagnose app"]),
        ("1.41", "linux/amd64", "unlisted-offer", ["docker pull app", "anyarch diagnose app"]),
    ],
)
def test_an_index_with_an_image_for_no_platform_is_pulled_by_newer_engines_only(
    person: Person, api_version: str, entry: str, cause: str, commands: list[str]
) -> None:
    offered = index("/", *filter(None, [entry]))
    answers = Answers(api_version=api_version, distribution={"app": offered})
    conclusion = diagnosed(person, "app", 1, answers)["conclusion"]
    assert (conclusion["cause"], conclusion["commands"]) == (cause, commands)


def test_a_product_with_an_emulator_of_its_own_is_not_given_another(person: Person) -> None:
    answers = Answers("arm64", system="Docker Desktop", distribution={"app": index("linux/amd64")})
    conclusion = diagnosed(person, "app", 1, answers)["conclusion"]
    assert (conclusion["cause"], conclusion["commands"]) == ("foreign-offer", [])
    assert "Docker Desktop" in conclusion["advice"]


@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (404, "manifest unknown", 2),
        (429, "toomanyrequests: try again", 4),
        (500, "dial tcp: lookup registry: no such host", 4),
    ],
)
def test_a_registry_that_has_none_is_told_from_one_that_does_not_answer(
    person: Person, status: int, message: str, code: int
) -> None:
    with RecordingEngine(person.environment["HOME"], Answers(distribution={"app": refused(status, message)})):
        done = person.anyarch("diagnose", "app")
    assert (done.status, done.output) == (code, "")
    assert done.errors.startswith("anyarch: The engine has no container and no image app, and the registry ")
    assert message in done.errors


@pytest.mark.usefixtures("engine")
def test_a_page_says_what_is_offered(person: Person) -> None:
    done = person.anyarch("diagnose", "foreign")
    assert "offered  linux/arm64, linux/s390x\n" in done.output
    assert "starts" not in done.output
