"""An engine or a registry that fails anyarch's lookup: the command is docker's own, as if anyarch were not there.

Each command here is one that anyarch would change if it could look: the first test shows that it does.
"""

import shlex
import socket
from dataclasses import replace

import pytest

from tests.laboratory import examples
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import (
    Answer,
    Answers,
    Fault,
    Flood,
    Garbage,
    Hang,
    RecordingEngine,
    Redirect,
    Trickle,
    classic_image,
    containerd_image,
    crumbs,
    cut_off,
    index,
    refused,
    wrong_length,
)

AMD_ONLY = Answers(
    architecture="arm64",
    images={"native": classic_image("native", "linux/arm64"), "foreign": classic_image("foreign", "linux/amd64")},
    distribution={"i": index("linux/amd64"), "another": index("linux/amd64")},
    executes={"amd64": 42},
    exit_status=7,
)
LOCAL = containerd_image("i", "linux/amd64", listed=("linux/arm64",), shown="")
HUGE = 100 << 20

FAULTS: dict[str, Fault] = {
    "hangs": Hang(),
    "hangs up": Garbage(b""),
    "is not HTTP": Garbage(),
    "is no status": Garbage(b"HTTP/1.1 fine\r\n\r\n"),
    "has no head's end": Garbage(b"HTTP/1.1 200 OK\r\n"),
    "is cut off": cut_off(LOCAL),
    "is shorter than it says": wrong_length(LOCAL, 9999),
    "is longer than it says": wrong_length(LOCAL, 9),
    "comes byte by byte": Trickle(LOCAL, pause=0.05),
    "is huge": Flood(HUGE),
    "comes in crumbs": crumbs(1 << 20),
    "is empty": Garbage(b"HTTP/1.1 200 OK\r\n\r\n"),
    "is no JSON": Garbage(b"HTTP/1.1 200 OK\r\n\r\n<html>"),
    "is deep": Garbage(b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 100_000),
    "is no UTF-8": Garbage(b'HTTP/1.1 200 OK\r\n\r\n{"message": "\xff"}'),
    "is null": Answer(200, None),
    "is a list": Answer(200, [1, "x", None]),
    "is a text": Answer(200, "x"),
    "is an empty object": Answer(200, {}),
    "has numbers for texts": Answer(200, {"Os": 1, "Arch": 2, "Architecture": 3, "Id": 4, "RepoDigests": 5}),
    "has texts for lists": Answer(200, {"Manifests": "x", "Platforms": "x", "Descriptor": "x", "RepoDigests": "x"}),
    "has lists of anything": Answer(
        200, {"Manifests": [1, {"Kind": "image", "Available": 1}], "Platforms": [1], "Descriptor": {"digest": "x"}}
    ),
    "has half a surrogate": Answer(200, {"Os": "\ud800", "Arch": "\ud800", "Platforms": [{"os": "\ud800"}]}),
    "is forbidden": refused(403, "denied"),
    "is an error": refused(500, "Get https://registry.example/v2/: dial tcp: lookup registry.example: no such host"),
}
OFFER = "/distribution/docker.io/library/i:latest/json"
LOOK_UPS = ["/images/i/json", OFFER, "/version"]


REFUSALS = examples.crossed(
    [401, 403, 404, 429, 500, 502, 503], ["run i", "create i", "pull i", "run --pull=always native"]
)

UNIX, TCP = "unix", "tcp"
EACH_FAULT = [
    *((UNIX, path, fault) for path, fault in examples.crossed(LOOK_UPS, [*FAULTS])),
    *((UNIX, "/images/load", fault) for fault in FAULTS),  # of the probe
    *((TCP, LOOK_UPS[number % len(LOOK_UPS)], fault) for number, fault in examples.some([*enumerate(FAULTS)])),
]


@pytest.mark.parametrize("folder", [UNIX, TCP], indirect=True)
def test_in_a_world_without_faults_a_platform_is_added(through_shim: Listen) -> None:
    conversation = through_shim(AMD_ONLY, "run", "i")
    assert conversation.platforms == "create=linux/amd64 pull=linux/amd64 create=linux/amd64"
    assert conversation.outcome.status == 7


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("folder", "path", "fault"), EACH_FAULT, indirect=["folder"])
def test_an_answer_that_is_none_changes_nothing(fault: str, path: str, through_shim: Listen, directly: Listen) -> None:
    world = replace(AMD_ONLY, faults={path: FAULTS[fault]})
    assert through_shim(world, "run", "i") == directly(world, "run", "i")


@pytest.mark.parametrize(
    ("path", "elsewhere"), [("/images/i/json", "/images/foreign/json"), (OFFER, OFFER.replace("i:", "another:"))]
)
def test_an_answer_that_leads_elsewhere_is_not_followed(
    path: str, elsewhere: str, through_shim: Listen, directly: Listen
) -> None:
    world = replace(AMD_ONLY, faults={path: Redirect(elsewhere)})
    assert through_shim(world, "run", "i") == directly(world, "run", "i")


@pytest.mark.usefixtures("hurried")
def test_an_emulator_that_hangs_changes_nothing(through_shim: Listen, directly: Listen) -> None:
    world = replace(AMD_ONLY, executes={"amd64": None})
    assert through_shim(world, "run", "foreign") == directly(world, "run", "foreign")


@pytest.mark.usefixtures("hurried")
def test_an_engine_that_is_known_and_hangs_is_left_to_docker(
    engine: RecordingEngine, person: Person, through_shim: Listen, directly: Listen
) -> None:
    engine.become(AMD_ONLY)
    person.docker("run", "native")
    world = replace(AMD_ONLY, faults={"/images/foreign/json": Hang()})
    assert through_shim(world, "run", "foreign") == directly(world, "run", "foreign")


@pytest.mark.parametrize(("status", "line"), REFUSALS)
def test_a_registry_that_refuses_is_dockers_affair(
    status: int, line: str, through_shim: Listen, directly: Listen
) -> None:
    world = replace(AMD_ONLY, distribution=dict.fromkeys(("i", "native"), refused(status, "the registry's reason")))
    assert through_shim(world, *line.split()) == directly(world, *line.split())


@pytest.mark.parametrize(
    "line",
    [
        *(
            f"-H {host} run i"
            for host in "unix:///nowhere/docker.sock unix:// tcp://127.0.0.1:1 127.0.0.1:1 tcp:// nonsense://x".split()
        ),
        "-H 'x\ny' run i",
        "-H '' run i",
        "--context nowhere run i",
        "--context a --host unix:///b run i",
    ],
)
def test_an_engine_that_cannot_be_reached_is_dockers_to_miss(line: str, person: Person) -> None:
    words = shlex.split(line)
    assert person.docker(*words) == person.real_docker(*words)
    if words[0] == "-H":
        person.environment["DOCKER_HOST"] = words[1]
        assert person.docker("run", "i") == person.real_docker("run", "i")


def test_an_engine_that_is_down_is_dockers_to_miss(tmp_path_factory: pytest.TempPathFactory, person: Person) -> None:
    path = str(tmp_path_factory.mktemp("d") / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
    person.environment["DOCKER_HOST"] = f"unix://{path}"
    assert person.docker("run", "i") == person.real_docker("run", "i")
