"""`anyarch cache ...`, with an engine that says what it is told to, in front of a registry that may answer wrongly."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.catalog.conftest import CONTENT, distribution
from tests.cli.conftest import report
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, Hang, RecordingEngine, index, refused
from tests.laboratory.terminal import INTERRUPT, Terminal

LISTED = ["docker.io/library/alpine:latest", "docker.io/library/busybox:1"]
WORLD = Answers(
    distribution={
        "alpine": index("linux/amd64", "linux/arm64"),
        "busybox:1": index("linux/s390x"),
        "zsh": index("linux/amd64"),
        "limited": refused(429, "toomanyrequests"),
        "also/limited": refused(429, "x"),
    }
)


def listed(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report(person, "cache", "list", "--json")["images"]
    return found


def warm(person: Person, *words: str) -> None:
    done = person.anyarch("cache", "warm", *words)
    assert (done.status, done.errors) == (0, f"{len(words)} of {len(words)} known.\n")


def test_what_was_warmed_is_listed_and_shown_and_asks_nobody_any_more(person: Person, engine: RecordingEngine) -> None:
    warm(person, "alpine", "busybox:1")
    assert [(each["image"], each["platforms"]) for each in listed(person)] == [
        (LISTED[0], ["linux/amd64", "linux/arm64"]),
        (LISTED[1], ["linux/s390x"]),
    ]
    assert len(engine.requests) == 2
    warm(person, "alpine")
    assert report(person, "plan", "--json", "--", "pull", "alpine")["offered"] == ["linux/amd64", "linux/arm64"]
    assert len(engine.requests_for("GET", "/distribution/*")) == 2


def test_names_come_from_lists_standard_input_and_a_compose_project(
    person: Person, docker: RecordingDocker, engine: RecordingEngine, tmp_path: Path
) -> None:
    (tmp_path / "names").write_text("# our images\n\n alpine \n")
    docker.behave("""echo '{"services": {"a": {"image": "busybox:1"}, "b": {"build": {"context": "."}}}}'""")
    sources = ["--file", f"{tmp_path}/names", "--file", "-", "--compose", "a.yaml", "--compose", "b.yaml"]
    done = person.run([*person.command, "cache", "warm", *sources], typed=b"zsh\n")
    assert (done.status, done.errors) == (0, "3 of 3 known.\n")
    asked = b"compose --file a.yaml --file b.yaml --profile * config --format json"
    assert b" ".join(docker.call().words) == asked
    assert [each["image"] for each in listed(person)] == [*LISTED, "docker.io/library/zsh:latest"]
    assert len(engine.requests) == 3


def test_a_rate_limit_ends_the_questions_to_that_registry(person: Person, engine: RecordingEngine) -> None:
    done = person.anyarch("cache", "warm", "--jobs", "1", "limited", "also/limited", "alpine")
    assert done.status == 4
    assert "limited:latest   not known: The engine answered: toomanyrequests" in done.output
    assert done.output.count("the registry is rate-limiting") == 2
    assert done.output.count("  fix: try again later, or log in for a higher limit: docker login\n") == 3
    assert len(engine.requests) == 1


def test_an_image_that_is_not_there_is_a_finding_and_an_engine_that_is_not_there_no_answer(
    person: Person, engine: RecordingEngine
) -> None:
    done = person.anyarch("cache", "warm", "--json", "alpine", "none")
    assert done.status == 1
    assert [(each["platforms"], bool(each["error"]), each["remedy"]) for each in json.loads(done.output)["images"]] == [
        (["linux/amd64", "linux/arm64"], False, None),
        (None, True, "check the name and the tag"),
    ]
    assert len(engine.requests) == 2
    shown = json.loads(person.anyarch("cache", "show", "--json", "none").output)
    assert (shown["offered"], len(shown["refused"])) == ([], 1)
    engine.close()
    done = person.anyarch("cache", "warm", "busybox:1")
    assert (done.status, done.errors) == (4, "0 of 1 known.\n")


@pytest.mark.parametrize("words", [(), ("--file", "/none"), ("-f", "/"), ("a" * 64,), ("--jobs", "0", "x")])
def test_what_cannot_be_meant_is_a_mistake(person: Person, words: tuple[str, ...]) -> None:
    done = person.anyarch("cache", "warm", *words)
    assert (done.status, "Traceback" in done.errors) == (2, False)


def test_a_project_that_compose_cannot_read_is_a_mistake(person: Person, docker: RecordingDocker) -> None:
    docker.behave('case "$*" in *config*) exit 15 ;; esac')
    done = person.anyarch("cache", "warm", "--compose", "a b.yaml")
    assert done.status == 2
    assert "To see why: docker compose --file 'a b.yaml' --profile '*' config --format json" in done.errors


def test_refreshing_costs_a_head_for_each_tag_that_has_not_moved(person: Person) -> None:
    with FaultyRegistry(CONTENT) as registry:
        name = f"{registry.address}/sound:latest"
        digest = f"{registry.address}/sound@{CONTENT.manifest.digest}"
        known = {each: distribution(CONTENT) for each in (name, f"{digest}:latest", digest)}
        answers = Answers(distribution=known, is_here=True)
        with RecordingEngine(person.environment["HOME"], answers) as engine:
            warm(person, name, digest)
            done = person.anyarch("cache", "refresh")
            assert (done.status, done.errors) == (0, "1 of 1 known.\n")
            assert registry.requests() == [("HEAD", "/v2/sound/manifests/latest", 200)]
            [told] = report(person, "cache", "refresh", "--json", name)["images"]
            assert told["image"] == name
            assert len(registry.requests()) == 2
            assert len(engine.requests_for("GET", f"/distribution/{registry.address}/*")) == 2


def test_what_is_remembered_is_shown_with_the_engine_that_said_it(person: Person, engine: RecordingEngine) -> None:
    assert person.anyarch("cache", "list").errors == "The cache is empty.\n"
    warm(person, "busybox:1")
    done = person.anyarch("cache", "show", "busybox:1")
    lines = dict(line.split(maxsplit=1) for line in done.output.splitlines())
    assert lines["image"] == LISTED[1]
    assert (lines["platforms"], lines["confirmed"], lines["engine"]) == ("linux/s390x", "just now", engine.host)
    done = person.anyarch("cache", "show", "none")
    assert (done.status, done.output) == (1, "")
    assert done.errors.startswith("anyarch: docker.io/library/none:latest is not in the cache.")
    person.environment["DOCKER_HOST"] = "unix:///elsewhere"
    assert person.anyarch("cache", "list").output.splitlines()[1].endswith(f"just now    {engine.host}")


@pytest.mark.usefixtures("engine")
def test_clearing_removes_what_is_named_or_all_and_nothing_else(person: Person, tmp_path: Path) -> None:
    person.environment["ANYARCH_CACHE_DIR"] = str(tmp_path)
    warm(person, "alpine", "busybox:1")
    (tmp_path / "offered" / ".unfinished").write_text("")
    (tmp_path / "mine").write_text("precious")
    (tmp_path / "folder").mkdir()
    assert person.anyarch("cache", "clear", "alpine").output == "1 record removed.\n"
    assert [each["image"] for each in listed(person)] == LISTED[1:]
    assert person.anyarch("cache", "clear").output == "1 record removed.\n"
    assert listed(person) == []
    assert os.listdir(tmp_path / "offered") == []
    assert (tmp_path / "mine").exists()
    assert (tmp_path / "folder").exists()


def test_knowledge_is_carried_to_another_machine(person: Person, engine: RecordingEngine, tmp_path: Path) -> None:
    warm(person, "alpine", "busybox:1")
    parcel = str(tmp_path / "known.json")
    done = person.anyarch("cache", "export", parcel)
    assert (done.status, done.output, done.errors) == (0, "", "2 written, 0 left out as private.\n")
    assert person.anyarch("cache", "export").output == Path(parcel).read_text()
    (tmp_path / "other").mkdir()
    other = Person(str(tmp_path / "other"), engine.host, person.real)
    assert other.anyarch("cache", "import", parcel).errors == "2 read, 0 not readable.\n"
    assert [each["image"] for each in listed(other)] == LISTED
    warm(other, "alpine")
    assert len(engine.requests) == 2
    Path(parcel).write_text('{"format": "anyarch-catalog", "version": 99}')
    done = other.anyarch("cache", "import", parcel)
    assert (done.status, "cannot be imported" in done.errors) == (2, True)


def test_at_a_terminal_progress_is_shown_and_interrupting_is_clean(person: Person) -> None:
    answers = replace(WORLD, faults={"/distribution/*busybox*": Hang()})
    words = [*person.command, "cache", "warm", "alpine", "busybox:1"]
    with RecordingEngine(person.environment["HOME"], answers):
        script = ["sh", "-c", 'trap : INT; "$@"; echo "ended with $?"', "sh", *words]
        with Terminal(script, {**person.environment, "TERM": "xterm"}, "/") as terminal:
            terminal.expect("Looking up")
            terminal.expect("1 of 2")
            terminal.type(INTERRUPT)
            assert "Traceback" not in terminal.expect("ended with 130")
