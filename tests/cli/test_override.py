"""`anyarch override`, with a recording docker in place of Compose, and an engine that claims to be an arm64 machine."""

import json
from pathlib import Path

import pytest

from tests.cli import test_compose
from tests.cli.test_compose import tell, words
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import RecordingEngine

MIXED = {
    "own": {"image": "both"},
    "tool": {"image": "amdonly"},
    "always": {"image": "other", "pull_policy": "always"},
    "single": {"image": "single"},
    "chosen": {"image": "amdonly", "platform": "linux/amd64"},
    "built": {"image": "amdonly", "build": {"context": "."}},
}
FILE = "services:\n  tool:\n    platform: linux/amd64\n  always:\n    platform: linux/amd64\n"
WORLD = test_compose.WORLD
pytestmark = pytest.mark.usefixtures("engine")


def override(person: Person, *typed: str) -> Outcome:
    return person.run([*person.command, "override", *typed], folder=person.environment["HOME"])


def test_only_foreign_services_without_a_platform_of_their_own_are_in_it(
    person: Person, docker: RecordingDocker
) -> None:
    tell(person, docker, MIXED)
    person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"
    done = override(person, "-f", "a.yaml", "-p", "x", "--env-file", "e")
    assert (done.status, done.errors) == (0, "")
    assert done.output.endswith("\n" + FILE)
    assert words(docker) == [b"compose --file a.yaml --project-name x --env-file e --profile * config --format json"]
    found = json.loads(override(person, "--json", "--profile", "y").output)
    assert found == {"services": {"tool": {"platform": "linux/amd64"}, "always": {"platform": "linux/amd64"}}}


def test_it_is_written_to_a_new_file_only_if_a_service_needs_one(person: Person, docker: RecordingDocker) -> None:
    path = Path(person.environment["HOME"], "mine.yaml")
    tell(person, docker, {"own": {"image": "both"}})
    done = override(person, "-o", "mine.yaml")
    assert (done.status, done.errors, path.exists()) == (0, "No service needs a platform.\n", False)
    tell(person, docker, MIXED)
    done = override(person, "-o", "mine.yaml")
    assert (done.status, done.output) == (0, "")
    assert done.errors == "mine.yaml was written. To use it: docker compose -f compose.yaml -f mine.yaml up\n"
    assert path.read_text().endswith("\n" + FILE)
    taken = "anyarch: mine.yaml already exists. Remove it, or name another file.\n"
    assert override(person, "-o", "mine.yaml") == Outcome(2, "", taken)
    assert "by itself" in override(person, "-o", "compose.override.yaml").errors
    assert override(person, "-o", "none/x.yaml").status == 2


def test_what_cannot_run_here_is_left_out_and_named(person: Person, docker: RecordingDocker) -> None:
    tell(person, docker, {"m": {"image": "mainframe"}, "none": {"image": "none"}, "tool": {"image": "amdonly"}})
    done = override(person)
    assert done.status == 1
    assert "m: The image is offered for linux/s390x, not for linux/arm64. This engine cannot execute" in done.errors
    assert "anyarch emulators install linux/s390x" in done.errors
    assert "none: " in done.errors
    assert done.output.endswith("\nservices:\n  tool:\n    platform: linux/amd64\n")


def test_without_a_project_or_an_engine_it_says_why(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    docker.behave("exit 1")
    assert override(person) == Outcome(
        1, "", "anyarch: This docker has no compose command: install Docker Compose 2.\n"
    )
    engine.close()
    tell(person, docker, MIXED)
    done = override(person)
    assert (done.status, done.output) == (4, "")
