"""A private run from the shim on, as a real client sends it to an engine with a pack that executes nothing foreign."""

import signal
from dataclasses import replace

import pytest

from tests.cli.conformance.test_interrupts import struck
from tests.laboratory import known_pack
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answer, Answers, Hang, RecordingEngine, classic_image, index, refused

FOREIGN = "linux/s390x"
INIT = ["/host-rootfs/tini"]
START = ["-s", "-g", "--", "/host-rootfs/start", "s390x"]
VOLUMES = Answer(200, {"Volumes": known_pack.VOLUMES})
WORLD = Answers(
    images={"here": classic_image("here", FOREIGN)},
    distribution={"absent": index(FOREIGN)},
    faults={"/volumes": VOLUMES},
    exit_status=7,
)
PULL, CREATE = "/images/create", "/containers/create"


@pytest.fixture
def client(person: Person, real: str) -> Person:  # noqa: ARG001 - with each docker
    known_pack.trust(person, "arm64", "s390x")
    return person


def last_created(engine: RecordingEngine) -> tuple[str, list[str] | None, list[str]]:
    """What the last container was created with: platform, entry point and arguments. The first is the probe's."""
    request = engine.requests_for("POST", CREATE)[-1]
    return request.query.get("platform", ""), request.body["Entrypoint"], request.body["Cmd"]


@pytest.mark.parametrize("line", ["run here a b", "run absent", "create absent", "run --pull=always absent"])
def test_an_image_is_fetched_once_unless_it_is_local(client: Person, engine: RecordingEngine, line: str) -> None:
    engine.become(WORLD)
    done = client.docker(*line.split())
    assert done.status == (0 if line.startswith("create") else 7), done.errors
    pulled = [request.query["platform"] for request in engine.requests_for("POST", PULL)]
    expected, arguments = ([], ["a", "b"]) if "here" in line else ([FOREIGN], ["/bin/true"])
    assert pulled == expected
    assert last_created(engine) == (FOREIGN, INIT, [*START, *arguments])


def test_what_cannot_be_fetched_is_left_to_docker(client: Person, engine: RecordingEngine) -> None:
    engine.become(replace(WORLD, faults={**WORLD.faults, PULL: refused(500, "no space left")}))
    done = client.docker("run", "absent")
    assert done.status == 125
    assert done.output == ""
    assert "anyarch: The private emulator is not used: absent could not be pulled for linux/s390x." in done.errors
    assert done.errors.count("no space left") == 2
    assert len(engine.requests_for("POST", CREATE)) == 2  # the probe's, and docker's own attempt


def test_an_engine_that_does_not_tell_its_volumes_has_no_pack(client: Person, engine: RecordingEngine) -> None:
    engine.become(replace(WORLD, faults={"/volumes": refused(403, "not for you")}))
    done = client.docker("run", "here", "a")
    assert "it has no emulator for it" in done.errors
    assert last_created(engine) == ("", None, ["a"])


def test_an_interrupt_while_the_image_is_fetched_ends_all_of_it(client: Person, engine: RecordingEngine) -> None:
    engine.become(replace(WORLD, faults={**WORLD.faults, PULL: Hang()}))
    assert struck(client, engine, f"POST {PULL}", signal.SIGINT, words="docker run absent") == -signal.SIGINT
    assert len(engine.requests_for("POST", CREATE)) == 1  # the probe's
