"""`anyarch verify` on a real engine: what it says of containers in every state, and what it leaves behind."""

import json
import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.laboratory.person import Person
from tests.real.conftest import NO_MATCH, Machine, Store
from tests.real.diagnosis.conftest import events

pytestmark = pytest.mark.engine

NAME = "anyarch-tests-verify"
STARTED = ("--detach", "--network", "none", "--name", NAME)
ALONE = ("--run", "--wait", "1", "--json", "--", "--network", "none")


@pytest.fixture
def container(person: Person) -> Iterator[str]:
    yield NAME
    person.real_docker("rm", "--force", "--volumes", NAME)


def verified(person: Person, *words: str) -> tuple[int, dict[str, Any]]:
    """How `verify` ends, and what it finds: the findings by subject, as (verdict, words)."""
    done = person.anyarch("verify", *words)
    assert all(line.startswith(("anyarch:", "         ")) for line in done.errors.splitlines())
    report = json.loads(done.output)
    findings = {finding["subject"]: (finding["verdict"], finding["found"]) for finding in report["findings"]}
    return done.status, report | findings | {"remedies": {f["remedy"] for f in report["findings"]} - {""}}


def test_a_container_that_runs_natively_is_fine(store: Store, container: str, machine: Machine) -> None:
    name = store.prepare("multi", "native")
    store.succeed("run", *STARTED, name, "/bin/sleep", "1000")
    status, found = verified(store.person, "--json", container)
    assert (status, found["up"], found["emulated"]) == (0, True, False)
    assert (found["platform"], found["host"]) == (f"linux/{machine.native}", f"linux/{machine.native}")
    assert (found["state"], found["log"][0]) == (("good", "it is running"), "good")
    assert found["program"] == ("good", f"/bin/busybox is for linux/{machine.native}, native to the engine")
    store.succeed("pause", container)
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"]) == (0, ("note", "it is paused"))


def test_a_foreign_one_runs_emulated_or_not_at_all(store: Store, container: str, *, emulation: bool) -> None:
    name = store.prepare("armonly-index", "foreign")
    # No uname in sight: the program is read, and not asked.
    store.succeed("run", *STARTED, name, "/bin/sleep", "1000")
    if not emulation:
        store.person.real_docker("wait", container)
    status, found = verified(store.person, "--json", container)
    assert (found["platform"], found["emulated"]) == (f"linux/{store.machine.foreign}", True)
    if emulation:
        assert (status, found["up"]) == (0, True)
        assert "emulated by the engine" in found["program"][1]
    else:
        assert (status, found["up"], found["state"][0], found["log"][0]) == (1, False, "bad", "bad")
        assert "exec format error" in found["log"][1]
        assert found["remedies"] == {f"anyarch diagnose {container}"}


@pytest.mark.parametrize(
    ("verb", "command", "state"),
    [
        ("run", "true", ("note", "it exited with status 0")),
        ("run", "false", ("bad", "it exited with status 1")),
        ("create", "true", ("bad", "it has never been started")),
    ],
)
def test_what_is_not_running_tells_why(
    store: Store, container: str, verb: str, command: str, state: tuple[str, str]
) -> None:
    store.person.real_docker(verb, "--network", "none", "--name", container, store.prepare("multi", "native"), command)
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"], found["log"][0]) == (int(state[0] == "bad"), state, "good")


def test_a_program_that_is_not_there_is_told(store: Store, container: str) -> None:
    name = store.prepare("multi", "native")
    store.person.real_docker("run", "--network", "none", "--name", container, name, "/nowhere")
    status, found = verified(store.person, "--json", container)
    assert (status, found["program"][0]) == (1, "note")
    assert found["state"][1].startswith("it could not be started: ")
    assert found["log"] == ("bad", "the program, its interpreter or its loader is not in the image")


def started_and_ready(store: Store, container: str, script: str) -> None:
    """Start a container, and wait until its script has said that it is ready."""
    store.succeed("run", *STARTED, store.prepare("multi", "native"), "/bin/sh", "-c", script)
    words = [store.person.real, "logs", "--follow", container]
    with subprocess.Popen(words, env=store.person.environment, stdout=-1) as log:
        assert log.stdout
        assert next(line for line in log.stdout if b"ready" in line)
        log.terminate()


def test_an_error_in_the_log_of_a_container_that_runs_counts_if_its_file_shows_it(store: Store, container: str) -> None:
    damaged = "printf '\\177ELF' >/app; /bin/busybox chmod 755 /app"
    script = f"{damaged}; echo 'exec /app: exec format error' >&2; echo ready; exec /bin/sleep 1000"
    started_and_ready(store, container, script)
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"][0], found["log"][0]) == (1, "good", "bad")
    assert found["log"][1].startswith("exec /app: exec format error: ")


def test_what_a_healthy_container_logs_is_no_error_and_its_program_is_what_its_script_starts(
    store: Store, container: str, machine: Machine
) -> None:
    lines = (
        "mkdir: can't create directory '/data/db': Permission denied",
        "GET /api/v1/users: not found",
        "exec /bin/sh: exec format error",
        "exec /gone: exec format error",
        "/bin/sh: jq: not found",
    )
    said = "".join(f'echo "{line}" >&2; ' for line in lines)
    copied = "/bin/busybox cp /bin/busybox /sleep"
    started_and_ready(store, container, f"{said}{copied}; echo ready; exec /sleep 1000")
    status, found = verified(store.person, "--json", container)
    assert (status, found["log"]) == (0, ("good", "no known error at its end"))
    assert found["program"] == ("good", f"/sleep is for linux/{machine.native}, native to the engine")


def test_what_a_script_cannot_start_is_shown_only_if_the_container_has_failed(store: Store, container: str) -> None:
    name = store.prepare("multi", "native")
    quiet = ("--network", "none", "--log-driver", "none", "--name", container)
    store.person.real_docker("run", *quiet, name, "/bin/sh", "-c", "/gone; exec /bin/false")
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"][0], found["program"][0]) == (1, "bad", "bad")
    assert "/gone" in found["program"][1]
    assert found["remedies"] == {f"anyarch diagnose {container}"}
    store.succeed("rm", container)
    store.succeed("run", "--detach", *quiet, name, "/bin/sh", "-c", "/gone; exec /bin/sleep 1000")
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"][0], found["program"][0]) == (0, "good", "good")


def test_one_that_fails_over_and_over_is_not_up(store: Store, container: str) -> None:
    name = store.prepare("multi", "native")
    with events(store.person, "die", f"container={container}") as deaths:
        store.succeed("run", *STARTED, "--restart", "on-failure:2", name, "/bin/sh", "-c", "exit 3")
        assert [next(deaths) for _ in range(3)]
    store.succeed("wait", container)  # the event comes a little before the state
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"]) == (1, ("bad", "it exited with status 3, restarted 2 times"))


def test_one_that_runs_now_and_has_failed_before_is_worth_a_note(store: Store, container: str) -> None:
    name = store.prepare("multi", "native")
    script = "test -e /failed || { echo >/failed; exit 3; }; exec /bin/sleep 1000"
    with events(store.person, "start", f"container={container}") as starts:
        store.succeed("run", *STARTED, "--restart", "on-failure", name, "/bin/sh", "-c", script)
        assert [next(starts) for _ in range(2)]
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"]) == (0, ("note", "it is running, restarted 1 time"))


def test_a_failing_health_check_is_told(store: Store, container: str) -> None:
    name = store.prepare("multi", "native")
    check = ("--health-cmd", "false", "--health-retries", "1", "--health-interval", "10ms")
    with events(store.person, "health_status: unhealthy", f"container={container}") as unhealthy:
        store.succeed("run", *STARTED, *check, name, "/bin/sleep", "1000")
        assert next(unhealthy)
    status, found = verified(store.person, "--json", container)
    assert (status, found["state"]) == (1, ("bad", "it is running, and its health check fails"))


def test_an_image_is_tried_as_the_shim_would_run_it(store: Store, kind: str, *, emulation: bool) -> None:
    name = store.prepare("armonly-index", "absent")
    status, found = verified(store.person, *ALONE, name, "/bin/sleep", "1000")
    store.adopt(name)
    if emulation:
        assert (status, found["up"], found["platform"]) == (0, True, f"linux/{store.machine.foreign}")
    else:
        assert (status, found["start"][0]) == (1, "bad")
        assert found["start"][1].startswith("docker: ")
        assert NO_MATCH.get(kind, "no matching manifest for ") in found["start"][1]
    assert left(store.person) == ""


def test_one_that_fails_points_at_the_image_since_the_container_is_gone(store: Store) -> None:
    name = store.prepare("multi", "native")
    status, found = verified(store.person, *ALONE, name, "/nowhere")
    assert (status, found["remedies"]) == (1, {f"anyarch diagnose {name}"})
    assert left(store.person) == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_end_in_the_middle_leaves_nothing(store: Store, number: int) -> None:
    name = store.prepare("multi", "native")
    words = [*store.person.command, "verify", "--run", "--wait", "1000", "--", "--network", "none", name]
    with (
        events(store.person, "start", f"image={name}") as starts,
        subprocess.Popen([*words, "/bin/sleep", "1000"], env=store.person.environment, stdout=-3, stderr=-3) as trying,
    ):
        assert next(starts)
        trying.send_signal(number)
        assert trying.wait(60) == 130
    assert left(store.person) == ""


REFUSED = ("--rm", "--name=x", "--detach=false", "--restart=always", "--cidfile=x")  # they would take it away


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-container",), "no container no-such-container"),
        *((words, "") for words in ((), ("a", "b"), ("--nonsense",), ("--run",), ("--run", "--wait", "0", "x"))),
        *((("--run", "--", flag, "image"), flag.partition("=")[0]) for flag in REFUSED),
    ],
)
def test_wrong_words_are_a_usage_error(person: Person, words: tuple[str, ...], said: str) -> None:
    done = person.anyarch("verify", *words)
    assert (done.status, done.output) == (2, "")
    assert said in done.errors


@pytest.mark.parametrize("words", [("web",), ("--run", "web")])
def test_an_engine_that_does_not_answer_is_code_4(person: Person, words: tuple[str, ...]) -> None:
    person.environment["DOCKER_HOST"] = "unix:///nowhere.sock"
    done = person.anyarch("verify", *words)
    assert (done.status, done.output) == (4, "")
    assert done.errors.splitlines()[1:] == ["fix: docker context ls"]


def left(person: Person) -> str:
    """The containers of `verify --run` that are still there."""
    return person.real_docker("ps", "--all", "--quiet", "--filter", "name=anyarch-verify-").output
