"""The decision table on ARM: for each row, which platform the real docker CLI asks of an ARM engine, and how it ends.

The engine pretends: it runs nothing, and executes what a case says that it executes.
"""

import shlex
import time
from dataclasses import dataclass, field, replace

import pytest

from anyarch.bare.command_line import parse
from anyarch.person.settings import Settings
from anyarch.preflight import run
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import (
    ATTESTATION,
    Answer,
    Answers,
    RecordingEngine,
    Store,
    classic_image,
    containerd_image,
    docker_manifest,
    index,
    oci_manifest,
)

PROBE_SUCCEEDS = 42
DOCKER_FAILS = 125
OF_A_CONTAINER = 7


def arm(
    offers: Answer | None = None,
    has: Answer | None = None,
    executes: str = "",
    architecture: str = "arm64",
    image: str = "i",
) -> Answers:
    """An ARM engine with one image, locally or in the registry, and the architectures that it executes."""
    return Answers(
        architecture=architecture,
        images={image: has} if has else {},
        distribution={image: offers} if offers else {},
        executes=dict.fromkeys(executes.split(), PROBE_SUCCEEDS),
        exit_status=OF_A_CONTAINER,
    )


def local(platform: str, image: str = "i") -> Answer:
    return classic_image(image, platform)


def published(*platforms: str) -> Answer:
    """The very index that `local` and `containerd_image` say they come from."""
    return index(*platforms, of=local(ARM))


def arm32(uname: str, offers: Answer, executes: str = "") -> Answers:
    """A 32-bit docker; what uname says may be an older ARM, or a 64-bit one, such as on Raspberry Pi OS."""
    world = arm(offers, architecture="arm", executes=executes)
    return replace(world, faults={"/info": Answer(200, {"Architecture": uname})})


def containerd(world: Answers) -> Answers:
    return replace(world, store=Store.CONTAINERD)


AMD, ARM, BOTH = "linux/amd64", "linux/arm64", ("linux/amd64", "linux/arm64")
V7 = "linux/arm/v7"
DIGEST = "i@sha256:" + "5" * 64
IDENTITY = local(AMD).document["Id"]
CHILD = containerd_image("i", AMD, listed=(ARM, ATTESTATION), shown="")  # as Docker 29 shows a foreign child

UNCHANGED_RUN = "create= pull= create="
AMD_RUN = "create=linux/amd64 pull=linux/amd64 create=linux/amd64"
ARM_RUN = "create=linux/arm64 pull=linux/arm64 create=linux/arm64"
V7_RUN = "create=linux/arm/v7 pull=linux/arm/v7 create=linux/arm/v7"
WINDOWS_RUN = "create=windows/amd64 pull=windows/amd64"
AS_AMD = {"DOCKER_DEFAULT_PLATFORM": AMD}
OLD = {"DOCKER_API_VERSION": "1.31"}  # which knows no platforms
UNSET = "env -u DOCKER_DEFAULT_PLATFORM docker run i"
NO_AMD = "This engine cannot execute linux/amd64: it has no emulator for it."


@dataclass(frozen=True)
class Case:
    """A command on an engine.

    Attributes:
        row: The row of the table that decides.
        line: The words after `docker`.
        world: The engine.
        sent: What docker asks of it, as `Conversation.platforms` has it.
        status: How docker ends.
        says: What anyarch says on standard error; empty for nothing.
        variables: Set for the command.
    """

    row: int
    line: str
    world: Answers
    sent: str
    status: int = OF_A_CONTAINER
    says: str = ""
    variables: dict[str, str] = field(default_factory=dict)


CASES = [
    Case(1, "run --help", arm(index(AMD), executes="amd64"), "", 0),
    Case(1, "run i", arm(index(AMD), executes="amd64"), "create= pull=", DOCKER_FAILS, variables=OLD),
    Case(2, "run --platform linux/arm64 i", arm(index(*BOTH)), ARM_RUN),
    Case(2, "run --platform linux/arm64/v8 i", arm(has=local(ARM)), "create=linux/arm64/v8"),
    Case(2, "run --platform linux/amd64 i", arm(index(*BOTH), executes="amd64"), AMD_RUN),
    Case(2, "run --platform linux/amd64 i", arm(index(*BOTH)), AMD_RUN, says=NO_AMD),
    Case(2, "run --platform linux/amd64 i", arm(has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(2, "run --platform windows/amd64 i", arm(has=local(ARM)), WINDOWS_RUN, 125, says="docker run --platform"),
    Case(2, "run i", arm(has=local(ARM)), "create=linux/amd64 pull=linux/amd64", 125, says=UNSET, variables=AS_AMD),
    Case(2, "pull --platform linux/amd64 i", arm(index(*BOTH)), "pull=linux/amd64", 0),
    Case(2, "run i", arm(index(*BOTH)), AMD_RUN, says=NO_AMD, variables=AS_AMD),
    Case(3, "run i", arm(has=local(ARM)), "create="),
    Case(3, "run i", arm(has=local("linux/arm64/v9")), "create="),
    Case(3, "run --pull=always i", arm(index(*BOTH), has=local(ARM)), "pull= create="),
    Case(3, "run i", containerd(arm(has=containerd_image("i", ARM, listed=(AMD, ATTESTATION)))), "create="),
    Case(3, "run i", containerd(arm(has=containerd_image("i", AMD, ARM))), "create="),
    Case(3, "run i", arm(has=local(V7), executes="arm"), "create="),
    Case(3, "run i", arm(has=local(V7), architecture="arm"), "create="),
    Case(4, "run i", arm(published(*BOTH), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(4, "run i", arm(has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(4, "run i", containerd(arm(has=CHILD, executes="amd64")), "create=linux/amd64"),
    Case(4, "run i", replace(containerd(arm(has=CHILD, executes="amd64")), api_version="1.47"), "create="),
    Case(
        4,
        f"run {DIGEST}",
        arm(published(*BOTH), has=local(AMD, DIGEST), executes="amd64", image=DIGEST),
        "create=linux/amd64",
    ),
    Case(4, f"run {IDENTITY}", arm(published(*BOTH), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(5, "run i", arm(published(*BOTH), has=local(AMD)), ARM_RUN),
    Case(5, "run i", arm(published(AMD, V7), has=local(AMD), architecture="arm"), V7_RUN),
    Case(6, "run i", arm(index(*BOTH), has=local(AMD)), "create=", says="docker pull --platform linux/arm64 i"),
    Case(6, "run i", containerd(arm(has=CHILD)), "create=", says=NO_AMD),
    Case(6, "run i", arm(has=local(AMD)), "create=", says=NO_AMD),
    Case(6, f"run {IDENTITY}", arm(published(*BOTH), has=local(AMD)), "create=", says=NO_AMD),
    Case(6, "pull i", arm(index(*BOTH), has=local(AMD)), "pull=", 0),
    Case(6, "run --pull=always i", arm(index(AMD), has=local(AMD)), "pull=", DOCKER_FAILS),
    Case(6, "run --pull=always i", arm(oci_manifest(), has=local(AMD)), "pull= create="),
    Case(7, "run --pull=never i", arm(index(AMD), executes="amd64"), "create=", DOCKER_FAILS),
    Case(8, "run i", arm(), "create= pull=", DOCKER_FAILS),
    Case(8, "run i", arm(oci_manifest()), UNCHANGED_RUN),
    Case(9, "run i", arm(index(*BOTH)), UNCHANGED_RUN),
    Case(9, "run i", arm(index(AMD, "linux/arm64/v8", ATTESTATION)), UNCHANGED_RUN),
    Case(9, "run i", arm(docker_manifest(ARM)), UNCHANGED_RUN),
    Case(9, "pull i", arm(index(*BOTH)), "pull=", 0),
    Case(9, "run --pull=always i", arm(published(*BOTH), has=local(AMD)), "pull= create="),
    Case(9, "run i", arm(index(AMD, V7), executes="arm amd64"), V7_RUN),
    Case(9, "run i", arm(index(AMD, V7), architecture="arm"), UNCHANGED_RUN),
    Case(9, "run i", arm(index("linux/arm64/v9", AMD), executes="arm64 amd64"), ARM_RUN.replace("arm64", "arm64/v9")),
    Case(9, "run i", arm32("armv6l", index(V7)), UNCHANGED_RUN),
    Case(9, "run i", arm32("aarch64", index(*BOTH), "amd64 arm64"), ARM_RUN),
    Case(10, "run i", arm(index(AMD), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(docker_manifest(AMD), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(index(AMD)), "create= pull=", DOCKER_FAILS, says=NO_AMD),
    Case(
        10,
        "run --pull=always i",
        arm(published(AMD), has=local(AMD), executes="amd64"),
        "pull=linux/amd64 create=linux/amd64",
    ),
    Case(10, "run i", arm(index("linux/s390x", AMD), executes="s390x amd64"), AMD_RUN),
    Case(10, "run i", arm(index("linux/386", AMD), executes="386"), AMD_RUN.replace("amd64", "386")),
    Case(10, "run i", arm(index("linux/amd64/v3"), executes="amd64"), AMD_RUN.replace("amd64", "amd64/v3")),
    Case(10, "run i", arm(index("windows/amd64", AMD), executes="amd64"), AMD_RUN),
    Case(10, "pull i", arm(index(AMD)), "pull=linux/amd64", 0),
    Case(10, "pull i", arm(docker_manifest(AMD)), "pull=", 0),
    Case(11, "run i", arm(index("windows/amd64")), "create= pull=", DOCKER_FAILS, says="which linux/arm64 cannot run."),
    Case(11, "pull i", arm(index("windows/amd64")), "pull=", 1, says="which linux/arm64 cannot run."),
    Case(11, "run i", arm(index("linux/arm64/v9")), "create= pull=", DOCKER_FAILS, says="linux/arm64/v9 only, which"),
    Case(11, "run i", arm(index(ATTESTATION)), "create= pull=", DOCKER_FAILS),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}: {case.line[:30]}")
def test_row(
    case: Case, engine: RecordingEngine, person: Person, through_shim: Listen, tmp_path_factory: pytest.TempPathFactory
) -> None:
    person.environment |= case.variables
    engine.become(case.world)
    unknowing = person.environment | {"HOME": str(tmp_path_factory.mktemp("home"))}
    invocation = parse(shlex.split(case.line), unknowing)
    assert run.plan(invocation, unknowing, Settings(), time.monotonic(), ()).decision.row == case.row
    conversation = through_shim(case.world, *shlex.split(case.line))
    outcome = conversation.outcome
    assert (conversation.platforms, outcome.status) == (case.sent, case.status), outcome.errors
    assert case.says in outcome.errors
    assert case.says or "anyarch" not in outcome.errors


def test_docker_29_is_asked_in_no_version_that_it_refuses(
    engine: RecordingEngine, person: Person, through_shim: Listen
) -> None:
    """It answers no API older than 1.44, which docker speaks since 25."""
    if int(person.real_docker("--version").output.split()[2].partition(".")[0]) < 25:
        pytest.skip("this machine's docker is too old to talk to Docker 29 at all")
    world = containerd(arm(index(AMD), executes="amd64"))
    conversation = through_shim(replace(world, api_version="1.52", minimum_api_version="1.44"), "run", "i")
    assert (conversation.platforms, conversation.outcome.status) == (AMD_RUN, OF_A_CONTAINER)
    assert not [request for request in engine.requests if request.version and int(request.version.split(".")[1]) < 44]
