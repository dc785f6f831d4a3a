"""`anyarch build` and its plan, with a recording docker and an engine that claims to be an arm64 machine."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from anyarch.emulators.machine_code import STATUS
from tests.cli.conftest import report
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, index

WORLD = Answers(
    architecture="arm64",
    images={"local": classic_image("local", "linux/arm64")},
    distribution={
        "both": index("linux/amd64", "linux/arm64/v8"),
        "amdonly": index("linux/amd64"),
        "mainframe": index("linux/s390x"),
    },
    executes={"amd64": STATUS, "s390x": STATUS},
)
POSSIBLE = "Possible for this image alone"
CHANGE = f"{POSSIBLE}: FROM --platform=linux/amd64 amdonly"
pytestmark = pytest.mark.usefixtures("engine")
STDIN = b"\0what is typed\n"


@pytest.fixture(autouse=True)
def project(person: Person) -> None:
    folder = Path(person.environment["HOME"])
    (folder / "Dockerfile").write_text("FROM both AS build\nRUN make\n\nFROM amdonly\nCOPY --from=build /a /a\n")
    (folder / "app.Dockerfile").write_text("FROM local\n")
    (folder / "mixed").write_text("FROM amdonly\nCOPY --from=mainframe /a /a\nRUN --mount=from=both,target=/b make\n")
    (folder / "heredoc").write_text("FROM both\nRUN <<EOF\nFROM amdonly\nEOF\n")
    (folder / "foreign").write_text("# syntax=example.org/front:1\nFROM amdonly\n")
    (folder / "broken").write_text("FROM amdonly\nRUN <<EOF\n")
    (folder / "large").write_text("FROM amdonly\n" + "#\n" * (1 << 19))
    (folder / "unknown").write_text("FROM amdonly AS a\nFROM unheard-of\nCOPY --from=a /a /a\n")
    os.mkfifo(folder / "pipe")


def build(person: Person, *words: str) -> Outcome:
    return person.run([*person.command, "build", *words], folder=person.environment["HOME"], typed=STDIN)


def got(docker: RecordingDocker) -> list[str]:
    """The words that docker got; what it printed and read has been as it should be."""
    assert docker.kept("stdin") == STDIN
    return [os.fsdecode(word) for word in docker.call().words]


@pytest.fixture
def busy(docker: RecordingDocker) -> RecordingDocker:
    """A docker that reads its input, prints to both streams, and exits with 7."""
    docker.behave('cat >"$call/stdin"; echo out; echo err >&2; exit 7')
    return docker


PASSED_THROUGH = [
    ["--tag", "x", "-f", "app.Dockerfile", "."],
    ["-f", "heredoc", "--", "."],
    ["-"],
    ["nowhere"],
    ["Dockerfile"],
    ["-f", "foreign", "."],
    ["-f", "broken", "."],
    ["-f", "large", "."],
    ["-f", "pipe", "."],
    ["-f", "missing", "."],
    ["-f", "unknown", "."],
    ["--target", "build", "."],
    ["--target", "none", "."],
    ["--tag", "-h", "--help", "."],
    [".", "--build-arg", "A=\udcff\n b", "-f", "app.Dockerfile"],
]


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        *((words, {}) for words in PASSED_THROUGH),
        (["."], {"DOCKER_HOST": "unix:///none"}),
        (["-f", "mixed", "."], {"ANYARCH_NOTICE": "never"}),  # which is explained otherwise
    ],
    ids=str,
)
def test_a_build_passes_through_as_typed(
    person: Person, busy: RecordingDocker, words: list[str], variables: dict[str, str]
) -> None:
    person.environment |= variables
    assert build(person, *words) == Outcome(7, "out\n", "err\n")
    assert got(busy) == ["build", *words]


def test_the_one_platform_that_has_all_is_added(person: Person, busy: RecordingDocker) -> None:
    assert build(person, "--tag", "x", ".") == Outcome(7, "out\n", "err\n")
    assert got(busy) == ["build", "--platform", "linux/amd64", "--tag", "x", "."]
    assert "--platform linux/amd64, under emulation" in person.anyarch("log").output


@pytest.mark.parametrize("output", ["--push", "--output=type=registry"])
def test_what_is_pushed_is_explained_and_not_changed(person: Person, busy: RecordingDocker, output: str) -> None:
    done = build(person, output, ".")
    assert (done.status, done.output) == (7, "out\n")
    assert f"To build and push it for linux/amd64 only: docker build --platform linux/amd64 {output} ." in done.errors
    assert got(busy) == ["build", output, "."]


def test_each_line_is_explained_if_no_platform_has_all(person: Person, busy: RecordingDocker) -> None:
    done = build(person, "-f", "mixed", ".")
    assert (done.status, done.output) == (7, "out\n")
    start = "anyarch: amdonly is offered for linux/amd64, not for linux/arm64 (1 more like it), "
    instead = "FROM --platform=linux/s390x mainframe AS mainframe, and COPY --from=mainframe"
    assert [line.strip() for line in done.errors.splitlines()] == [
        f"{start}and no platform has all that it needs.",
        f"mixed:1: FROM amdonly: available for linux/amd64, not for linux/arm64. {CHANGE}",
        f"mixed:2: COPY --from=mainframe: available for linux/s390x, not for linux/arm64. {POSSIBLE}: {instead}",
        "mixed:3: RUN --mount=from=both: available for linux/arm64.",
        "err",
    ]
    assert got(busy) == ["build", "-f", "mixed", "."]


@pytest.mark.parametrize(
    ("policy", "system", "said"),
    [
        ("", "", "the builder cannot execute linux/amd64"),
        ("install", "", "anyarch: No handler was installed: "),  # by this engine, which says so
        ("install", "Docker Desktop", "Docker Desktop has emulators of its own: "),
    ],
)
def test_without_an_emulator_it_says_how_to_get_one(  # noqa: PLR0913, PLR0917 - the columns of a table
    person: Person, busy: RecordingDocker, engine: RecordingEngine, policy: str, system: str, said: str
) -> None:
    person.environment["ANYARCH_EMULATION"] = policy
    engine.become(replace(WORLD, executes={}, system=system))
    done = build(person, ".")
    assert done.errors.count(said) == 1
    assert ("anyarch emulators install linux/amd64" in done.errors) == (not system)
    assert bool(engine.requests_for("POST", "/images/create")) == (said == "anyarch: No handler was installed: ")
    assert got(busy) == ["build", "."]


def test_a_plan_says_that_an_emulator_is_installed_first_if_that_was_agreed_to(
    person: Person, engine: RecordingEngine
) -> None:
    engine.become(replace(WORLD, executes={}))
    assert planned(person, "build", ".")["action"] == "unchanged"
    person.environment["ANYARCH_EMULATION"] = "install"
    plan = planned(person, "build", ".")
    assert (plan["action"], plan["platform"], plan["row"]) == ("install-handler", "linux/amd64", 6)
    assert plan["argv"] == ["build", "--platform", "linux/amd64", "."]
    assert plan["remedy"] == "To install it now: anyarch emulators install linux/amd64"
    pushed = planned(person, "build", "--push", ".")
    assert (pushed["action"], pushed["argv"]) == ("unchanged", ["build", "--push", "."])


@pytest.mark.parametrize(
    ("listed", "added"), [("linux/arm64, linux/amd64*", ["--platform", "linux/amd64"]), ("linux/arm64", [])]
)
def test_another_builder_says_itself_what_it_executes(
    person: Person, docker: RecordingDocker, listed: str, added: list[str]
) -> None:
    found = f"Name: it\\nDriver: docker-container\\nPlatforms: {listed}\\n"
    docker.behave(f"[ \"$2\" != inspect ] || printf '{found}'")
    done = build(person, "--builder", "it", ".")
    inspection, last = [[word.decode() for word in call.words] for call in docker.calls()]
    assert (inspection, last) == (["buildx", "inspect", "it"], ["build", *added, "--builder", "it", "."])
    assert ("The builder does not list linux/amd64" in done.errors) == (not added)


def planned(person: Person, *words: str) -> dict[str, Any]:
    return report(person, "plan", "--json", "--", *words, folder=person.environment["HOME"])


def test_a_plan_says_what_would_be_done_and_does_nothing(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    plan = planned(person, "build", "--tag", "x", ".")
    assert (plan["action"], plan["platform"], plan["row"]) == ("platform", "linux/amd64", 4)
    assert plan["argv"] == ["build", "--platform", "linux/amd64", "--tag", "x", "."]
    assert plan["images"][1] == {
        "file": "Dockerfile",
        "line": 4,
        "instruction": "FROM",
        "image": "amdonly",
        "platform": "linux/arm64",
        "local": [],
        "offered": ["linux/amd64"],
        "available": False,
        "instead": "FROM --platform=linux/amd64 amdonly",
    }
    assert docker.calls() == []
    assert not engine.requests_for("POST", "/build")


def test_a_plan_of_what_passes_through_has_the_reason(person: Person) -> None:
    plan = planned(person, "build", "-f", "broken", ".")
    assert (plan["action"], plan["argv"], plan["row"]) == ("unchanged", ["build", "-f", "broken", "."], 1)
    assert plan["reason"] == "broken cannot be read with certainty. Line 2: A heredoc is not closed."
    assert planned(person, "build", "-")["reason"] == "Its context comes from standard input."


DEFINITION = {
    "target": {
        "app": {"context": ".", "dockerfile": "Dockerfile", "args": {"TOKEN": "correct-horse"}},
        "inline": {"context": ".", "dockerfile-inline": "FROM both\nFROM mainframe\n", "output": ["type=registry"]},
        "other": {"context": ".", "platforms": ["linux/arm64"]},
    }
}


def test_a_bake_is_explained_target_by_target_without_a_secret(person: Person, docker: RecordingDocker) -> None:
    builder = "printf 'Name: default\\nDriver: docker\\nPlatforms: linux/arm64\\n'"  # an engine's own
    docker.behave(f"case $2 in bake) printf %s '{json.dumps(DEFINITION)}' ;; inspect) {builder} ;; esac")
    plan = planned(person, "buildx", "bake", "--set", "app.tags=x")
    assert (plan["action"], plan["argv"]) == ("unchanged", ["buildx", "bake", "--set", "app.tags=x"])
    assert [(each["target"], each["row"], each["platform"]) for each in plan["targets"]] == [
        ("app", 4, "linux/amd64"),
        ("inline", 5, "linux/s390x"),
        ("other", 1, None),
    ]
    app, inline, _ = plan["targets"]
    assert app["remedy"].endswith(": docker buildx bake --set app.tags=x --set app.platform=linux/amd64")
    assert [(each["file"], each["line"]) for each in inline["images"]] == [("dockerfile-inline", 2)]
    assert docker.calls()[0].words == [b"buildx", b"bake", b"--print", b"--set", b"app.tags=x"]
    shown = person.run([*person.command, "plan", "--", "buildx", "bake"], folder=person.environment["HOME"]).output
    assert f"         Dockerfile:4: FROM amdonly: available for linux/amd64, not for linux/arm64. {CHANGE}" in shown
    assert "correct-horse" not in f"{plan}{shown}{person.anyarch('log').output}"


@pytest.mark.parametrize("script", ["exit 1", "echo nonsense", "true"])
def test_a_bake_without_a_definition_has_the_reason(person: Person, docker: RecordingDocker, script: str) -> None:
    docker.behave(script)
    plan = planned(person, "buildx", "bake")
    assert plan["reason"] == "docker buildx bake --print does not print a definition."
    assert plan["targets"] == []
