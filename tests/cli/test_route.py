"""`anyarch route` and `anyarch run-on`: contexts that are set, tested, and named outright."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import ports
from tests.laboratory.person import Person
from tests.laboratory.programs import find, provide
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine


@pytest.fixture
def far() -> Iterator[RecordingEngine]:
    with RecordingEngine(None, Answers(architecture="arm64", executes={"arm64": 42})) as recording:
        yield recording


@pytest.fixture
def person(person: Person, far: RecordingEngine) -> Person:
    provide("docker")
    words = [find("docker"), "context", "create", "far", "--docker", f"host={far.host}"]
    assert person.run(words).status == 0
    return person


def test_routes_are_added_listed_and_removed(person: Person) -> None:
    assert person.anyarch("route", "add", "aarch64", "nowhere").status == 2
    assert person.anyarch("route", "add", "pdp11", "far").status == 2
    done = person.anyarch("route", "add", "aarch64", "far")
    assert (done.status, done.output) == (0, "PLATFORM      CONTEXT\nlinux/arm64   far\n")
    assert "routing.policy is never" in done.errors
    person.anyarch("config", "set", "routing.policy", "always")
    listed = person.anyarch("route", "list", "--json")
    expected = {"policy": "always", "prefer": "emulation", "contexts": [{"platform": "linux/arm64", "context": "far"}]}
    assert (json.loads(listed.output), listed.errors) == (expected, "")
    assert json.loads(person.anyarch("route", "add", "aarch64", "far", "--json").output) == expected
    assert person.anyarch("route", "list", "--format", "{{.Platform}} {{.Context}}").output == "linux/arm64 far\n"
    removed = person.anyarch("route", "remove", "arm64", "--json")
    assert (removed.status, json.loads(removed.output)) == (0, {**expected, "contexts": []})
    assert person.anyarch("route", "remove", "arm64").status == 1
    assert json.loads(person.anyarch("route", "list", "--json").output)["contexts"] == []


def test_a_test_says_whether_an_engine_is_fit_and_what_keeps_commands_here(
    person: Person, far: RecordingEngine
) -> None:
    del person.environment["DOCKER_HOST"]
    for platform in ("arm64", "s390x"):
        person.anyarch("route", "add", platform, "far")
    report = json.loads(person.anyarch("route", "test", "--json").output)
    [row] = report["contexts"]
    assert (row["platform"], row["native"], row["address"]) == ("linux/arm64", ["linux/arm64"], far.host)
    assert (row["problem"], row["routed"]) == ("It is not native for linux/s390x.", ["linux/arm64", "linux/s390x"])
    assert 0 <= row["seconds"] < 100
    assert [reason.partition(".")[2].partition(".")[0] for reason in report["kept"]] == ["policy is never"]
    person.anyarch("route", "remove", "s390x")
    person.anyarch("config", "set", "routing.policy", "always")
    done = person.anyarch("route", "test", "far")
    assert (done.status, done.output.count("\n")) == (0, 1)
    assert "routed there: linux/arm64" in done.output
    person.environment["DOCKER_CONTEXT"] = "far"
    assert "DOCKER_CONTEXT chooses the engine." in person.anyarch("route", "test").output
    far.close()
    assert person.anyarch("route", "test").status == 4
    assert json.loads(person.anyarch("route", "test", "nowhere", "--json").output)["contexts"][0]["address"] is None
    assert person.anyarch("route", "test", "nowhere").status == 1


def test_the_doctor_tests_the_contexts_that_are_set(person: Person, far: RecordingEngine) -> None:
    person.environment["DOCKER_HOST"] = far.host

    def routes() -> list[dict[str, str]]:
        findings = json.loads(person.anyarch("doctor", "--json").output)["findings"]
        return [finding for finding in findings if finding["subject"] == "route"]

    assert routes() == []
    person.anyarch("route", "add", "arm64", "far")
    [finding] = routes()
    assert (finding["verdict"], finding["found"].partition(",")[0]) == ("good", "linux/arm64 on far")
    person.run([find("docker"), "context", "rm", "far"])
    [finding] = routes()
    assert (finding["verdict"], finding["remedy"]) == ("bad", "anyarch route remove linux/arm64")
    [port] = ports.free()
    person.run([find("docker"), "context", "create", "far", "--docker", f"host=tcp://127.0.0.1:{port}"])
    [finding] = routes()
    assert (finding["verdict"], finding["remedy"]) == ("note", "anyarch route test far")


def test_run_on_becomes_docker_and_says_what_stays_here(
    person: Person, docker: RecordingDocker, tmp_path: Path
) -> None:
    docker.behave("exit 7")
    done = person.anyarch("run-on", "far", "--", "run", "--rm", "-v", f"{tmp_path}:/x", "app", "--", "sh")
    assert (done.status, done.output) == (7, "")
    assert done.errors == ("anyarch: --volume: files and volumes are those of far, not of this machine.\n")
    words = ["--context", "far", "run", "--rm", "-v", f"{tmp_path}:/x", "app", "--", "sh"]
    assert docker.call().words == [word.encode() for word in words]
    assert "run app: on the context far, as you asked." in person.anyarch("log").output
    assert person.anyarch("run-on", "far", "docker", "run", "--rm", "--from-the-future", "app").errors == ""
    for wrong in (["far"], ["far", "--", "ps"], ["nowhere", "--", "run", "app"], ["far", "run", "--rm"], []):
        assert person.anyarch("run-on", *wrong).status == (7 if "--rm" in wrong else 2)
