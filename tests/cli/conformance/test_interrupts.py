"""^C and other signals while the shim tries out the engine: docker does not start, and nothing is left behind."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, Hang, RecordingEngine, index

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
LIMIT = 100
# Steps of the probe: what the shim waits for when the signal comes, which the engine answers late or never.
STARTED = "/containers/*/start"
OFFERS = {"foreign": index("linux/s390x")}


def struck(person: Person, engine: RecordingEngine, step: str, number: signal.Signals, times: int = 1) -> int:
    """How a run ends that gets a signal when the engine has been asked for a step."""
    words = ["/usr/bin/env", "docker", "run", "foreign"]
    with subprocess.Popen(words, env=person.environment, process_group=0, stdin=subprocess.DEVNULL) as running:
        engine.await_request("POST", step, LIMIT)
        for _ in range(times):
            os.killpg(running.pid, number)
        return running.wait(LIMIT)


def left(person: Person, engine: RecordingEngine) -> tuple[str, set[str]]:
    """The containers, and the loaded images that were not removed, after the cleaning up.

    The launcher does not wait for that: it has ended with the signal.
    """
    for what in ("/containers/*", "/images/*"):
        engine.await_request("DELETE", what, LIMIT)
    containers = person.real_docker("ps", "--all", "--quiet").output
    used = {each.body["Image"] for each in engine.requests_for("POST", "/containers/create")}
    return containers, {image for image in used if person.real_docker("image", "inspect", image).status == 0}


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("ends", [True, False], ids=["which ends", "which does not end"])
def test_a_signal_during_the_probe_leaves_nothing(
    person: Person, engine: RecordingEngine, number: signal.Signals, *, ends: bool
) -> None:
    engine.become(Answers(distribution=OFFERS, executes={"s390x": 1 if ends else None}))
    assert struck(person, engine, STARTED, number) != 0
    assert left(person, engine) == ("", set())
    assert len(engine.requests_for("POST", STARTED)) == 1  # the probe's, and none of docker's


def test_a_second_interrupt_does_not_stop_the_cleaning_up(person: Person, engine: RecordingEngine) -> None:
    engine.become(Answers(distribution=OFFERS, executes={"s390x": None}))
    struck(person, engine, STARTED, signal.SIGINT, times=2)
    assert left(person, engine) == ("", set())


def test_a_signal_that_is_ignored_stays_ignored(person: Person, engine: RecordingEngine, tmp_path: Path) -> None:
    engine.become(Answers(distribution=OFFERS, executes={"s390x": None}))
    script = tmp_path / "nohup"
    script.write_text("trap '' HUP; exec docker run foreign\n")
    words = ["/bin/sh", str(script)]
    with subprocess.Popen(words, env=person.environment, process_group=0, stdin=subprocess.DEVNULL) as running:
        engine.await_request("POST", STARTED, LIMIT)
        os.killpg(running.pid, signal.SIGHUP)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(LIMIT) in (130, -signal.SIGINT)
    assert left(person, engine) == ("", set())


def test_before_there_is_anything_to_clean_up_an_interrupt_ends_it_at_once(
    person: Person, engine: RecordingEngine
) -> None:
    engine.become(Answers(faults={"/distribution/*": Hang()}))
    words = ["/usr/bin/env", "docker", "run", "foreign"]
    with subprocess.Popen(words, env=person.environment, process_group=0, stdin=subprocess.DEVNULL) as running:
        engine.await_request("GET", "/distribution/*", LIMIT)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(LIMIT) in (130, -signal.SIGINT)
