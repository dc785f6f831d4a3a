"""Routing: two engines, of which the near one would need an emulator, and what the real docker sends to each."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.laboratory import examples
from tests.laboratory.faulty_line import ANSWERS, FaultyLine
from tests.laboratory.person import PATIENT, Person
from tests.laboratory.recording_engine import Answer, Answers, Hang, RecordingEngine, classic_image, index, refused
from tests.laboratory.terminal import Terminal

AGO = re.compile(r"\((?:just now|\d+ \w+ ago)\)\.")
OFFER = index("linux/arm64")
BOTH = index("linux/amd64", "linux/arm64")
PYTHONS = re.compile(r"Traceback|\w+Error\b|\[Errno|\x1b")
FAULTS = [*itertools.product(ANSWERS, (0, 2), (False, True))]  # which request, and whether all later ones
SETTINGS = 'routing.policy = "{policy}"\n[routing.contexts]\n"linux/arm64" = "far"\n'


def pulled(name: str, platform: str, offer: Answer = OFFER) -> Answer:
    """The local image after a pull of what the registry has."""
    image = classic_image(name, platform)
    digests = [f"{name}@{offer.document['Descriptor']['digest']}"]
    return Answer(200, {**image.document, "RepoDigests": digests})


IMAGES = {"app": OFFER, "r.example:5000/app": OFFER, "localhost:5000/app": OFFER, "both": BOTH}
ARRIVALS = {name: pulled(name, "linux/arm64") for name in IMAGES}
NEAR = Answers(distribution=IMAGES, arrivals=ARRIVALS, exit_status=1)
FAR = Answers(
    architecture="arm64",
    distribution=IMAGES,
    arrivals=ARRIVALS,
    output=b"aarch64\n",
    exit_status=7,
    info={"NCPU": 2},
)


@pytest.fixture
def far() -> Iterator[RecordingEngine]:
    with RecordingEngine(None, FAR) as recording:
        yield recording


@pytest.fixture
def near(engine: RecordingEngine, far: RecordingEngine, person: Person, tmp_path: Path) -> RecordingEngine:
    """The engine of the current context; the context ``far`` leads to the other."""
    settle(person, tmp_path, engine, far.host)
    return engine


def settle(person: Person, folder: Path, near: RecordingEngine, far: str) -> None:
    """Have two contexts, of which ``near`` is the current one, and commands routed to the other."""
    del person.environment["DOCKER_HOST"]
    for name, host in (("near", near.host), ("far", far)):
        assert person.real_docker("context", "create", name, "--docker", f"host={host}").status == 0
    assert person.real_docker("context", "use", "near").status == 0
    configure(person, folder)
    near.become(NEAR)


def configure(person: Person, folder: Path, text: str = PATIENT, policy: str = "always") -> None:
    file = folder / "routing.toml"
    file.write_text(text + SETTINGS.format(policy=policy))
    person.environment["ANYARCH_CONFIG"] = str(file)


def containers(engine: RecordingEngine) -> list[str]:
    """The images of the containers that docker has asked for."""
    created = engine.requests_for("POST", "/containers/create")
    return [each.body["Image"] for each in created if each.headers["user-agent"].startswith("Docker-Client")]


def test_a_closed_command_runs_where_the_image_is_native(
    person: Person, near: RecordingEngine, far: RecordingEngine
) -> None:
    for words in (("--rm", "app"), ("--rm", "-e", "A=b", "--cpus", "2", "app", "uname")):
        done = person.docker("run", *words)
        assert (done.status, done.output, done.errors) == (7, "aarch64\n", "")
    assert (containers(near), containers(far)) == ([], ["app", "app"])
    pulls = far.requests_for("POST", "/images/create")
    assert [request.query["platform"] for request in pulls] == ["linux/arm64"]  # the second time, it is there
    create = far.requests_for("POST", "/containers/create")[0]
    assert "platform" not in create.query
    logged = person.anyarch("log").output.splitlines()
    assert len(logged) == 2
    assert "run app: on the context far, for linux/arm64." in logged[0]


@pytest.mark.usefixtures("near")
def test_what_is_not_the_same_there_stays_here(person: Person, far: RecordingEngine) -> None:
    stays = ("app", "--rm --cpus=3 app", "--rm localhost:5000/app", "--rm both")
    for line in (*(f"run {words}" for words in stays), "--context near run --rm app"):
        person.docker(*line.split())
        assert containers(far) == [], line
        assert far.requests_for("POST", "/images/create") == (), line


def test_a_local_image_is_routed_only_if_the_registry_has_it_now(
    person: Person, near: RecordingEngine, far: RecordingEngine
) -> None:
    near.become(replace(NEAR, images={"app": classic_image("app", "linux/arm64")}))
    person.docker("run", "--rm", "app")
    assert (containers(near), containers(far)) == (["app"], [])
    near.become(replace(NEAR, images={"app": pulled("app", "linux/arm64")}))
    person.docker("run", "--rm", "app")
    assert (containers(near), containers(far)) == ([], ["app"])


def test_an_image_that_is_only_there_keeps_its_name(
    person: Person, near: RecordingEngine, far: RecordingEngine
) -> None:
    far.become(replace(FAR, images={"app": classic_image("app", "linux/arm64")}))
    person.docker("run", "--rm", "app")
    assert containers(far) == []
    assert far.requests_for("POST", "/images/create") == ()
    assert near.requests_for("GET", "/images/app/json")


def test_before_an_emulator_that_works_only_if_that_is_preferred(
    person: Person, near: RecordingEngine, far: RecordingEngine, tmp_path: Path
) -> None:
    near.become(replace(NEAR, executes={"arm64": 42}))
    person.docker("run", "--rm", "app")
    assert (containers(near)[-1], containers(far)) == ("app", [])
    configure(person, tmp_path, PATIENT + 'routing.prefer = "native"\n')
    for _ in range(2):
        person.docker("run", "--rm", "app")
    assert containers(far) == ["app", "app"]


def test_what_cannot_be_had_there_runs_here_and_costs_its_time_once(
    person: Person, near: RecordingEngine, far: RecordingEngine, tmp_path: Path
) -> None:
    configure(person, tmp_path, PATIENT + 'notice = "always"\n')
    cases = [
        ("could not be pulled there: Error response from daemon", replace(FAR, distribution={}), 1),
        ("is another image there", replace(FAR, arrivals={}), 1),
        ("The engine answered: broken", replace(FAR, faults={"*": refused(500, "broken")}), None),
        ("not native for linux/arm64", replace(FAR, architecture="amd64"), 0),
    ]
    for said, answers, pulls in cases:
        person.anyarch("cache", "clear")
        near.clear()
        far.become(answers)
        done = person.docker("run", "--rm", "app")
        assert (said in done.errors) == (pulls != 0), done.errors
        again = person.docker("run", "--rm", "app")
        assert bool(AGO.search(again.errors)) == (pulls == 1)
        assert containers(far) == []
        assert pulls is None or len(far.requests_for("POST", "/images/create")) == pulls


def test_a_context_that_is_slow_is_left_alone_for_minutes(
    person: Person, near: RecordingEngine, far: RecordingEngine, tmp_path: Path
) -> None:
    configure(person, tmp_path, 'notice = "always"\nlookup.timeout = 4\nlookup.pull_timeout = 60\nprobe.timeout = 60\n')
    far.become(replace(FAR, faults={"*": Hang()}))
    first = person.docker("run", "--rm", "app")
    assert "The context far is not used: " in first.errors
    assert far.requests
    far.clear()
    assert AGO.search(person.docker("run", "--rm", "app").errors)
    assert (far.requests, containers(far)) == ((), [])
    assert near.requests


def test_the_plan_says_where_and_why(person: Person, near: RecordingEngine, far: RecordingEngine) -> None:
    words = ["run", "--rm", "app"]
    report = json.loads(person.anyarch("plan", "--json", "--", *words).output)
    assert (report["action"], report["context"], report["emulated"]) == ("route", "far", False)
    assert (report["platform"], report["argv"]) == ("linux/arm64", ["--context", "far", *words])
    report = json.loads(person.anyarch("plan", "--json", "--", "run", "app").output)
    assert (report["action"], report["context"]) == ("unchanged", None)
    assert "Without --rm" in person.anyarch("plan", "--", "run", "app").output
    assert far.requests_for("POST", "*") == ()
    assert containers(near) == []


def test_at_a_terminal_it_is_said_and_asked_where_the_setting_says_so(
    person: Person, near: RecordingEngine, far: RecordingEngine, tmp_path: Path
) -> None:
    line = "docker run --rm app; echo end''ed; docker run --rm app; echo end''ed"
    person.environment["ANYARCH_EMULATION"] = "private"  # so there is no other question
    configure(person, tmp_path, policy="ask")
    with Terminal(["bash", "--norc", "-c", line], person.environment, str(tmp_path)) as terminal:
        terminal.expect("with that engine's files? [y/N] ")
        terminal.type("y\r")
        shown = terminal.expect("ended")
        assert "It runs on the context far, with that engine's files and network." in shown
        assert "aarch64" in shown
        assert (containers(near), containers(far)) == ([], ["app"])
        terminal.expect("with that engine's files? [y/N] ")
        terminal.type("\r")
        assert "It runs on the context far" not in terminal.expect("ended")
    assert containers(far) == ["app"]


@pytest.fixture
def line(person: Person, engine: RecordingEngine, far: RecordingEngine, tmp_path: Path) -> Iterator[FaultyLine]:
    """The line to the engine of the context ``far``; the current context is another engine's."""
    with FaultyLine(far.host.removeprefix("unix://"), str(tmp_path / "line.sock")) as opened:
        settle(person, tmp_path, engine, f"unix://{opened.address}")
        yield opened


@pytest.mark.parametrize(("answer", "first", "stays"), examples.some(FAULTS))
def test_whatever_is_answered_there_a_command_runs_once(  # noqa: PLR0913, PLR0917 - two engines, the line between, and the fault
    person: Person,
    engine: RecordingEngine,
    far: RecordingEngine,
    line: FaultyLine,
    answer: str,
    first: int,
    *,
    stays: bool,
) -> None:
    line.arm(ANSWERS[answer], first, also_later=stays)
    for _ in range(2):
        done = person.docker("run", "--rm", "app")
        # Here, docker finds that the image is for another CPU, as it does alone.
        here, there = containers(engine), containers(far)
        assert len(here + there) == 1
        assert (done.status, done.output) == ((125, "") if here else (7, "aarch64\n")), done.errors
        assert not PYTHONS.search(done.output + done.errors)
        line.disarm()
        for recording in (engine, far):
            recording.clear()
