"""`anyarch compose`, with a recording docker whose `compose config` says what a test tells it to.

The engine claims to be an arm64 machine that executes amd64.
"""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import report
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, docker_manifest, index
from tests.laboratory.terminal import INTERRUPT, Terminal
from tests.laboratory.watched import Watched

SECRET = "correct-horse-battery-staple"  # noqa: S105 - planted, to be looked for
WORLD = Answers(
    architecture="arm64",
    images={
        "here": classic_image("here", "linux/arm64"),
        "foreign": classic_image("foreign", "linux/amd64"),
        "ancient": classic_image("ancient", "linux/s390x"),
    },
    distribution={
        "both": index("linux/amd64", "linux/arm64/v8"),
        "amdonly": index("linux/amd64"),
        "other": index("linux/amd64"),
        "single": docker_manifest("linux/amd64"),
        "mainframe": index("linux/s390x"),
        "mainframe-single": docker_manifest("linux/s390x"),
    },
    executes={"amd64": 42},
)
PROJECT = {
    "a": {"image": "both", "environment": {"PASSWORD": SECRET}},
    "b": {"image": "amdonly", "environment": {"PASSWORD": SECRET}},
}
CONFIG = b"compose config --format json"
PULL = b"pull --platform linux/amd64 amdonly"
STDIN = b"\0what is typed\n"
BEHAVIOUR = """\
case "$*" in
*config*) cat {project} ;;
*pull*platform*) {pulling} ;;
*) cat >"$call/stdin"; echo "out of docker"; exit 7 ;;
esac
"""
pytestmark = pytest.mark.usefixtures("engine")


def tell(person: Person, docker: RecordingDocker, services: object, pulling: str = "echo progress") -> None:
    """Have `docker compose config` print a project with these services, and `docker pull` do what a script says."""
    path = Path(person.environment["HOME"], "project.json")
    path.write_text(json.dumps({"name": "p", "services": services}))
    docker.behave(BEHAVIOUR.format(project=path, pulling=pulling))


def words(docker: RecordingDocker) -> list[bytes]:
    return [b" ".join(call.words) for call in docker.calls()]


def test_foreign_images_are_pulled_once_and_then_it_is_docker_compose_as_typed(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    tell(person, docker, {**PROJECT, "c": {"image": "amdonly"}})
    done = person.anyarch("compose", "-p", "x", "up", "--detach", "a", "b", "c")
    assert (done.status, done.output, done.errors) == (7, "out of docker\n", "")
    assert words(docker) == [b"compose -p x config --format json a b c", PULL, b"compose -p x up --detach a b c"]
    assert len(engine.requests_for("GET", "/distribution/*")) == 2


def test_docker_gets_the_process_the_input_and_the_environment(person: Person, docker: RecordingDocker) -> None:
    tell(person, docker, PROJECT)
    for variable in ("LANG", "LC_ALL", "LC_CTYPE"):
        person.environment.pop(variable, None)
    started = subprocess.Popen(
        [*person.command, "compose", "run", "-T", "b", "cat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=person.environment,
    )
    output, _ = started.communicate(b"typed ahead")
    pull, last = docker.calls()[1:]
    assert b" ".join(pull.words) == PULL
    assert (started.returncode, output) == (7, b"out of docker\n")
    assert docker.kept("stdin") == b"typed ahead"
    assert last.process == started.pid
    assert last.words == [b"compose", b"run", b"-T", b"b", b"cat"]
    assert last.environment == {name.encode(): value.encode() for name, value in person.environment.items()}
    plain = subprocess.run([docker.path, "compose"], env=person.environment, stdin=subprocess.DEVNULL, check=False)
    assert plain.returncode == 7
    assert last.signals == docker.calls()[-1].signals


@pytest.mark.parametrize(("typed", "variables"), [("", {}), ("exec b sh -c 'exit 3'", {}), ("up", {"ANYARCH": "off"})])
def test_everything_else_passes_straight_through(
    person: Person, docker: RecordingDocker, typed: str, variables: dict[str, str]
) -> None:
    tell(person, docker, PROJECT)
    command = ["compose", *shlex.split(typed)]
    assert person.run([*person.command, *command], variables, typed=STDIN) == Outcome(7, "out of docker\n", "")
    assert docker.call().words == [word.encode() for word in command]
    assert docker.kept("stdin") == STDIN


@pytest.mark.parametrize(
    "service",
    [
        {"image": "both"},
        {"image": "none"},
        {"image": "UPPER CASE"},
        {"image": "--help"},
        {"image": "amdonly", "platform": "linux/amd64"},
        None,
    ],
)
def test_a_service_that_needs_nothing_gets_nothing(person: Person, docker: RecordingDocker, service: object) -> None:
    tell(person, docker, {"b": service})
    done = person.anyarch("compose", "up")
    assert (done.status, done.output, done.errors) == (7, "out of docker\n", "")
    assert words(docker) == [CONFIG, b"compose up"]


@pytest.mark.parametrize(
    ("script", "seconds"),
    [
        ("echo not JSON; exit", 100),
        ("""echo '{"services": {"b": {"image": "amdonly"}}}'; exit 15""", 100),
        ("exec /usr/bin/sleep 1000", 1),
    ],
)
def test_a_project_that_compose_does_not_tell_is_left_to_it(
    person: Person, docker: RecordingDocker, script: str, seconds: int
) -> None:
    assert person.anyarch("config", "set", "lookup.timeout", str(seconds)).status == 0
    docker.behave(f'case "$*" in *config*) {script} ;; esac; exit 7')
    assert person.anyarch("compose", "up").status == 7
    assert words(docker) == [CONFIG, b"compose up"]


def test_what_is_always_pulled_is_explained_and_left(person: Person, docker: RecordingDocker) -> None:
    tell(person, docker, {"b": {"image": "amdonly", "pull_policy": "always"}})
    done = person.anyarch("compose", "up")
    assert (done.status, words(docker)) == (7, [CONFIG, b"compose up"])
    assert "anyarch: b: The image is offered for linux/amd64, not for linux/arm64." in done.errors
    assert "Add platform: linux/amd64 to the service b" in done.errors
    pulling = person.anyarch("compose", "pull")
    assert (pulling.status, "Add platform: linux/amd64 to the service b" in pulling.errors) == (7, True)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ({"image": "mainframe"}, "The image is offered for linux/s390x, not for linux/arm64."),
        ({"image": "mainframe-single"}, "By its label, the image is for linux/s390x, not for linux/arm64."),
        ({"image": "ancient"}, "The local image is for linux/s390x"),
        ({"image": "mainframe", "platform": "linux/s390x"}, "You asked for linux/s390x."),
    ],
)
def test_what_nothing_executes_is_not_pulled_and_explained(
    person: Person, docker: RecordingDocker, service: dict[str, str], said: str
) -> None:
    tell(person, docker, {"m": service})
    person.environment["ANYARCH_NOTICE"] = "always"  # in a script, only what is certain to fail is explained
    done = person.anyarch("compose", "up")
    assert (done.status, words(docker)) == (7, [CONFIG, b"compose up"])
    assert f"anyarch: m: {said}" in done.errors
    assert "anyarch emulators install linux/s390x" in done.errors


@pytest.mark.parametrize(("file", "typed"), [("", "up"), (".env", "up"), ("mine.env", "--env-file mine.env up")])
def test_a_platform_for_all_in_the_environment_or_a_file_of_it_is_what_the_user_wants(
    person: Person, docker: RecordingDocker, file: str, typed: str
) -> None:
    tell(person, docker, PROJECT)
    home = person.environment["HOME"]
    if file:
        Path(home, file).write_text("DOCKER_DEFAULT_PLATFORM=linux/amd64\n")
    else:
        person.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/arm64"
    person.run([*person.command, "compose", *typed.split()], folder=home)
    assert words(docker)[1:] == [f"compose {typed}".encode()]


def test_no_secret_of_the_project_is_kept_anywhere(person: Person, docker: RecordingDocker, tmp_path: Path) -> None:
    person = watched = Watched.instead_of(person, tmp_path / "started")
    tell(person, docker, {**PROJECT, "c": {"image": "amdonly", "pull_policy": "always", "environment": [SECRET]}})
    person.environment["ANYARCH_NOTICE"] = "always"
    done = person.anyarch("compose", "up")
    planned = person.anyarch("plan", "--json", "--", "compose", "up")
    assert SECRET not in done.output + done.errors + planned.output + planned.errors
    home = person.environment["HOME"]
    os.unlink(os.path.join(home, "project.json"))
    texts = [path.read_bytes() for path in Path(home).rglob("*") if path.is_file()]
    assert len(texts) > 3
    assert not any(SECRET.encode() in text for text in texts)
    started = watched.started.read_text()
    assert '"compose", "up"' in started
    assert SECRET not in started
    assert not any(SECRET.encode() in value for call in docker.calls() for value in call.environment.values())


def test_without_an_engine_it_is_docker_compose(
    person: Person, docker: RecordingDocker, engine: RecordingEngine
) -> None:
    engine.close()
    tell(person, docker, PROJECT)
    done = person.anyarch("compose", "up")
    assert (done.status, done.errors, words(docker)) == (7, "", [CONFIG, b"compose up"])


@pytest.mark.parametrize("flag", ["-f", "--env-file"])
def test_a_file_that_can_be_read_only_once_is_left_for_compose(
    person: Person, docker: RecordingDocker, flag: str
) -> None:
    docker.behave('cat "$3" >"$call/read"; exit 7')
    script = 'flag=$1; shift; exec "$@" compose "$flag" <(echo content) up'
    assert person.run(["bash", "-c", script, "bash", flag, *person.command]).status == 7
    assert docker.call().words[1] == flag.encode()
    assert docker.kept("read") == b"content\n"


@pytest.mark.parametrize(("pulling", "number"), [("exit 1", 2), ("echo toomanyrequests >&2; exit 1", 1)])
def test_a_failing_pull_leaves_the_failure_to_compose_and_a_rate_limit_ends_the_pulls(
    person: Person, docker: RecordingDocker, pulling: str, number: int
) -> None:
    tell(person, docker, {"b": {"image": "amdonly"}, "c": {"image": "other"}}, pulling)
    assert person.anyarch("compose", "up").status == 7
    pulls = [PULL, b"pull --platform linux/amd64 other"]
    assert words(docker) == [CONFIG, *pulls[:number], b"compose up"]


def test_at_a_terminal_it_says_what_it_does_and_shows_dockers_progress(person: Person, docker: RecordingDocker) -> None:
    tell(person, docker, PROJECT)
    with Terminal([*person.command, "compose", "run", "b"], person.environment, "/") as terminal:
        terminal.expect("anyarch: b: The image is offered for linux/amd64")
        terminal.expect("progress")


@pytest.fixture
def shim(person: Person) -> None:
    """The person's shim, first in PATH, that asks about Compose too; no anyarch is typed any more."""
    done = person.anyarch("shim", "install", "--compose", "--docker", person.real)
    person.use(done.output.strip())


@pytest.mark.usefixtures("shim")
def test_with_the_opt_in_plain_docker_compose_does_the_same(person: Person, docker: RecordingDocker) -> None:
    assert report(person, "shim", "status", "--json")["compose"] is True
    tell(person, docker, PROJECT)
    done = person.docker("--log-level", "error", "compose", "up", "-d")
    assert (done.status, done.output, done.errors) == (7, "out of docker\n", "")
    assert words(docker) == [
        b"--log-level error compose config --format json",
        b"--log-level=error pull --platform linux/amd64 amdonly",
        b"--log-level error compose up -d",
    ]


@pytest.mark.usefixtures("shim")
@pytest.mark.parametrize("typed", ["compose ps", "compose", "compose --dry-run up", "ps compose"])
def test_with_the_opt_in_everything_else_is_as_before(person: Person, docker: RecordingDocker, typed: str) -> None:
    tell(person, docker, PROJECT)
    assert person.run(["docker", *typed.split()], typed=STDIN) == Outcome(7, "out of docker\n", "")
    assert words(docker) == [typed.encode()]
    assert docker.kept("stdin") == STDIN


def test_without_the_opt_in_plain_docker_compose_is_left_alone(person: Person, docker: RecordingDocker) -> None:
    person.install()
    tell(person, docker, PROJECT)
    assert person.docker("compose", "up").status == 7
    assert words(docker) == [b"compose up"]


@pytest.mark.usefixtures("shim")
@pytest.mark.parametrize("way", ["anyarch", "docker"])
def test_an_interrupt_while_pulling_ends_all(person: Person, docker: RecordingDocker, way: str) -> None:
    tell(person, docker, PROJECT, "echo pulling; exec sleep 1000")
    typed = person.command if way == "anyarch" else ("docker",)
    command = ["sh", "-c", 'trap : INT; "$@"; echo "ended with $?"', "sh", *typed, "compose", "up"]
    with Terminal(command, person.environment, "/") as terminal:
        terminal.expect("pulling")
        terminal.type(INTERRUPT)
        terminal.expect("ended with 130")
    assert words(docker) == [CONFIG, PULL]


def test_without_docker_it_says_so(person: Person) -> None:
    person.environment["PATH"] = "/nowhere"
    planned = person.run([*person.command, "plan", "--", "compose", "up"])
    assert (planned.status, "There is no docker in PATH" in planned.output) == (0, True)
    done = person.run([*person.command, "compose", "up"])
    assert (done.status, done.output) == (1, "")
    assert "There is no docker in PATH" in done.errors
