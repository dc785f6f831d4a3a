"""^C and other signals while the shim tries out the engine: docker does not start, and nothing is left behind."""

import os
import signal
import subprocess

import pytest

from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, index

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
LIMIT = 100
# Steps of the probe: what the shim waits for when the signal comes, which the engine answers late or never.
STARTED = "POST /containers/*/start"
OFFERS = {"foreign": index("linux/s390x")}


def struck(person: Person, engine: RecordingEngine, step: str, *signals: int, words: str = "docker run foreign") -> int:
    """How a command ends that gets signals when the engine has been asked for a step, as ``POST /path``."""
    command = ["/bin/sh", "-c", f"exec {words}"]
    method, path = step.split()
    with subprocess.Popen(command, env=person.environment, process_group=0, stdin=subprocess.DEVNULL) as running:
        engine.await_request(method, path, LIMIT)
        for number in signals:
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


@pytest.mark.parametrize("signals", [*((each,) for each in SIGNALS), (signal.SIGINT, signal.SIGINT)])
@pytest.mark.parametrize("ends", [True, False], ids=["which ends", "which does not end"])
def test_a_signal_during_the_probe_leaves_nothing(
    person: Person, engine: RecordingEngine, signals: tuple[int, ...], *, ends: bool
) -> None:
    engine.become(Answers(distribution=OFFERS, executes={"s390x": 1 if ends else None}))
    assert struck(person, engine, STARTED, *signals) != 0
    assert left(person, engine) == ("", set())
    assert len(engine.requests_for(*STARTED.split())) == 1  # the probe's, and none of docker's


def test_a_signal_that_is_ignored_stays_ignored(person: Person, engine: RecordingEngine) -> None:
    engine.become(Answers(distribution=OFFERS, executes={"s390x": None}))
    words = "env --ignore-signal=HUP docker run foreign"
    assert struck(person, engine, STARTED, signal.SIGHUP, signal.SIGINT, words=words) in (130, -signal.SIGINT)
    assert left(person, engine) == ("", set())
