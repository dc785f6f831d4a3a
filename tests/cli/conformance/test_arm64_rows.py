"""The decision table on ARM: for each row, which platform the real docker CLI asks of an ARM engine, and how it ends.

The engine pretends: it runs nothing, and executes what a case says that it executes.
"""

import shlex
import time
from dataclasses import dataclass, field, replace

import pytest

from anyarch.bare.command_line import parse
from anyarch.emulators import probe
from anyarch.person.settings import Settings
from anyarch.preflight import run
from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import (
    ATTESTATION,
    Answer,
    Answers,
    Fault,
    Garbage,
    RecordingEngine,
    Store,
    classic_image,
    containerd_image,
    docker_manifest,
    index,
    oci_manifest,
    refused,
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


def armv6(offers: Answer) -> Answers:
    """An engine on an older ARM, which it tells by what uname says."""
    return replace(arm(offers, architecture="arm"), faults={"/info": Answer(200, {"Architecture": "armv6l"})})


def armv8(offers: Answer, executes: str) -> Answers:
    """A 32-bit docker on a 64-bit ARM, such as on Raspberry Pi OS."""
    world = arm(offers, architecture="arm", executes=executes)
    return replace(world, faults={"/info": Answer(200, {"Architecture": "aarch64"})})


def containerd(world: Answers) -> Answers:
    return replace(world, store=Store.CONTAINERD)


def failing(world: Answers, look_up: Fault) -> Answers:
    return replace(world, faults={"/distribution/*": look_up})


AMD, ARM, BOTH = "linux/amd64", "linux/arm64", ("linux/amd64", "linux/arm64")
V6, V7 = "linux/arm/v6", "linux/arm/v7"
DIGEST = "i@sha256:" + "5" * 64
IDENTITY = local(AMD).document["Id"]
CHILD = containerd_image("i", AMD, listed=(ARM, ATTESTATION), shown="")  # as Docker 29 shows a foreign child
PODMAN = refused(404, "page not found")

UNCHANGED_RUN = "create= pull= create="
AMD_RUN = "create=linux/amd64 pull=linux/amd64 create=linux/amd64"
ARM_RUN = "create=linux/arm64 pull=linux/arm64 create=linux/arm64"
V7_RUN = "create=linux/arm/v7 pull=linux/arm/v7 create=linux/arm/v7"
WINDOWS_RUN = "create=windows/amd64 pull=windows/amd64"
AS_AMD = {"DOCKER_DEFAULT_PLATFORM": AMD}
UNSET = "env -u DOCKER_DEFAULT_PLATFORM docker run i"
NO_AMD = "This engine cannot execute linux/amd64: it has no emulator for it."
NO_V7 = "This engine cannot execute linux/arm/v7: it has no emulator for it."


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
    Case(1, "ps", arm(index(AMD), executes="amd64"), "", 0),
    Case(1, "run --runtime=crun i", arm(index(AMD), executes="amd64"), "create= pull=", DOCKER_FAILS),
    Case(1, "run --platform= i", arm(index(AMD), executes="amd64"), "create= pull=", DOCKER_FAILS),
    Case(1, "pull --all-tags i", arm(index(AMD)), "pull=", 1),
    Case(1, "run i", arm(index(AMD), executes="amd64"), "create= pull=", DOCKER_FAILS, variables={"ANYARCH": "off"}),
    Case(2, "run --platform linux/arm64 i", arm(index(*BOTH)), ARM_RUN),
    Case(2, "run --platform linux/arm64/v8 i", arm(has=local(ARM)), "create=linux/arm64/v8"),
    Case(2, "run --platform linux/amd64 i", arm(index(*BOTH), executes="amd64"), AMD_RUN),
    Case(2, "run --platform linux/amd64 i", arm(index(*BOTH)), AMD_RUN, says=NO_AMD),
    Case(2, "run --platform linux/amd64 i", arm(has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(
        2, "run --platform linux/amd64 i", arm(index(ARM), executes="amd64"), "create=linux/amd64 pull=linux/amd64", 125
    ),
    Case(2, "run --platform linux/arm/v7 i", arm(index(V7), executes="arm"), V7_RUN),
    Case(2, "run --platform linux/arm/v7 i", arm(index(V7)), V7_RUN, says=NO_V7),
    Case(2, "run --platform linux/arm/v7 i", arm(index(V7), architecture="arm"), V7_RUN),
    Case(
        2, "run --platform linux/arm64 i", arm(index(ARM), architecture="arm"), ARM_RUN, says="linux/arm64: it has no"
    ),
    Case(2, "run --platform windows/amd64 i", arm(has=local(ARM)), WINDOWS_RUN, 125, says="docker run --platform"),
    Case(2, "run i", arm(has=local(ARM)), "create=linux/amd64 pull=linux/amd64", 125, says=UNSET, variables=AS_AMD),
    Case(2, "pull --platform linux/amd64 i", arm(index(*BOTH)), "pull=linux/amd64", 0),
    Case(2, "pull i", arm(index(*BOTH)), "pull=linux/amd64", 0, variables=AS_AMD),
    Case(2, "run i", arm(index(*BOTH)), AMD_RUN, says=NO_AMD, variables=AS_AMD),
    Case(2, "run --platform linux/arm64 i", arm(index(*BOTH)), ARM_RUN, variables=AS_AMD),
    Case(3, "run i", arm(has=local(ARM)), "create="),
    Case(3, "run i", arm(has=local("linux/arm64/v8")), "create="),
    Case(3, "run i", arm(has=local("linux/arm64/v9")), "create="),
    Case(3, "run i", arm(has=local(ARM)), "create=", variables={"DOCKER_DEFAULT_PLATFORM": ""}),
    Case(3, "run --pull=always i", arm(index(*BOTH), has=local(ARM)), "pull= create="),
    Case(3, "run --pull=never i", arm(has=local(ARM)), "create="),
    Case(3, "run i", containerd(arm(has=containerd_image("i", ARM, listed=(AMD, ATTESTATION)))), "create="),
    Case(3, "run i", containerd(arm(has=containerd_image("i", AMD, ARM))), "create="),
    Case(3, "run i", arm(has=local(V7), executes="arm"), "create="),
    Case(3, "run i", arm(has=local(V7), architecture="arm"), "create="),
    Case(3, "run i", arm(has=local(V6), architecture="arm"), "create="),
    Case(4, "run i", arm(published(*BOTH), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(4, "run i", arm(has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(4, "run i", arm(refused(429, "toomanyrequests"), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(4, "run i", containerd(arm(has=CHILD, executes="amd64")), "create=linux/amd64"),
    Case(4, "run i", replace(containerd(arm(has=CHILD, executes="amd64")), api_version="1.47"), "create="),
    Case(4, "run --pull=never i", arm(published(*BOTH), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(
        4,
        f"run {DIGEST}",
        arm(published(*BOTH), has=local(AMD, DIGEST), executes="amd64", image=DIGEST),
        "create=linux/amd64",
    ),
    Case(4, f"run {IDENTITY}", arm(published(*BOTH), has=local(AMD), executes="amd64"), "create=linux/amd64"),
    Case(5, "run i", arm(published(*BOTH), has=local(AMD)), ARM_RUN),
    Case(5, "run --pull=missing i", arm(published(*BOTH), has=local(AMD)), ARM_RUN),
    Case(5, "run i", containerd(arm(published(*BOTH), has=CHILD)), ARM_RUN),
    Case(5, "run i", arm(published(V7, ARM), has=local(V7)), ARM_RUN),
    Case(5, "run i", arm(published(AMD, V7), has=local(AMD), architecture="arm"), V7_RUN),
    Case(6, "run i", arm(index(*BOTH), has=local(AMD)), "create=", says="docker pull --platform linux/arm64 i"),
    Case(6, "run i", containerd(arm(has=CHILD)), "create=", says=NO_AMD),
    Case(6, "run i", arm(has=local(AMD)), "create=", says=NO_AMD),
    Case(6, "run i", arm(has=local(V7)), "create=", says=NO_V7),
    Case(6, "run i", arm(has=local(ARM), architecture="arm"), "create=", says="linux/arm64: it has no emulator"),
    Case(6, f"run {IDENTITY}", arm(published(*BOTH), has=local(AMD)), "create=", says=NO_AMD),
    Case(6, "pull i", arm(index(*BOTH), has=local(AMD)), "pull=", 0),
    Case(6, "run --pull=always i", arm(index(AMD), has=local(AMD)), "pull=", DOCKER_FAILS),
    Case(6, "run --pull=always i", arm(oci_manifest(), has=local(AMD)), "pull= create="),
    Case(7, "run --pull=never i", arm(index(AMD), executes="amd64"), "create=", DOCKER_FAILS),
    Case(7, "create --pull never i", arm(index(*BOTH)), "create=", 1),
    Case(8, "run i", arm(), "create= pull=", DOCKER_FAILS),
    Case(8, "run i", arm(oci_manifest()), UNCHANGED_RUN),
    Case(8, "pull i", arm(oci_manifest()), "pull=", 0),
    Case(8, "run i", arm(refused(401, "authentication required")), "create= pull=", DOCKER_FAILS),
    Case(8, "run i", arm(refused(429, "toomanyrequests")), "create= pull=", DOCKER_FAILS),
    Case(8, "create i", arm(refused(500, "no")), "create= pull=", 1),
    Case(8, "run i", failing(arm(index(*BOTH)), Garbage(b"")), UNCHANGED_RUN),
    Case(8, "run i", failing(arm(index(*BOTH)), PODMAN), UNCHANGED_RUN),
    Case(9, "run i", arm(index(*BOTH)), UNCHANGED_RUN),
    Case(9, "run i", arm(index(AMD, "linux/arm64/v8", ATTESTATION)), UNCHANGED_RUN),
    Case(9, "run i", containerd(arm(index(*BOTH), executes="amd64")), UNCHANGED_RUN),
    Case(9, "run i", arm(docker_manifest(ARM)), UNCHANGED_RUN),
    Case(9, "pull i", arm(index(*BOTH)), "pull=", 0),
    Case(9, f"run {DIGEST}", arm(index(*BOTH), image=DIGEST), UNCHANGED_RUN),
    Case(9, "run --pull=always i", arm(published(*BOTH), has=local(AMD)), "pull= create="),
    Case(9, "run i", arm(index(AMD, V7), executes="arm amd64"), V7_RUN),
    Case(9, "pull i", arm(index(AMD, V7), executes="arm"), "pull=linux/arm/v7", 0),
    Case(9, "run i", arm(index(AMD, V7), architecture="arm"), UNCHANGED_RUN),
    Case(9, "run i", arm(index(AMD, V6), architecture="arm"), UNCHANGED_RUN),
    Case(9, "run i", arm(index("linux/arm64/v9", AMD), executes="arm64 amd64"), ARM_RUN.replace("arm64", "arm64/v9")),
    Case(9, "pull i", arm(index("linux/arm64/v9"), executes="arm64"), "pull=linux/arm64/v9", 0),
    Case(9, "run i", armv6(index(V7)), UNCHANGED_RUN),
    Case(9, "run i", armv8(index(*BOTH), "amd64 arm64"), ARM_RUN),
    Case(9, "run i", armv8(index(*BOTH), "arm64"), ARM_RUN),
    Case(9, "pull i", armv8(index(*BOTH), "arm64"), "pull=linux/arm64", 0),
    Case(9, "run i", armv6(index("linux/arm")), UNCHANGED_RUN),
    Case(10, "run i", arm(index(AMD), executes="amd64"), AMD_RUN),
    Case(10, "create i", arm(index(AMD), executes="amd64"), AMD_RUN, 0),
    Case(10, "run i", containerd(arm(index(AMD, ATTESTATION), executes="amd64")), AMD_RUN),
    Case(10, "run i", arm(docker_manifest(AMD), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(index(AMD)), "create= pull=", DOCKER_FAILS, says=NO_AMD),
    Case(10, f"run {DIGEST}", arm(index(AMD), executes="amd64", image=DIGEST), AMD_RUN),
    Case(
        10,
        "run --pull=always i",
        arm(published(AMD), has=local(AMD), executes="amd64"),
        "pull=linux/amd64 create=linux/amd64",
    ),
    Case(10, "run i", arm(index("linux/s390x", AMD), executes="s390x amd64"), AMD_RUN),
    Case(10, "run i", arm(index("linux/386", AMD), executes="386"), AMD_RUN.replace("amd64", "386")),
    Case(10, "run i", arm(index("linux/386")), "create= pull=", DOCKER_FAILS, says="cannot execute linux/386:"),
    Case(10, "run i", arm(index("linux/amd64/v3"), executes="amd64"), AMD_RUN.replace("amd64", "amd64/v3")),
    Case(10, "run i", arm(index("windows/amd64", AMD), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(index(AMD, V7), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(index("linux/arm64/v9", AMD), executes="amd64"), AMD_RUN),
    Case(10, "run i", arm(index(V7)), "create= pull=", DOCKER_FAILS, says=NO_V7),
    Case(10, "run i", arm(index(ARM, AMD), executes="arm64", architecture="arm"), ARM_RUN),
    Case(10, "run i", arm(index(*BOTH), architecture="arm"), "create= pull=", DOCKER_FAILS, says=NO_AMD),
    Case(10, "pull i", arm(index(AMD)), "pull=linux/amd64", 0),
    Case(10, "pull i", arm(index(V7)), "pull=linux/arm/v7", 0),
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


@pytest.mark.usefixtures("handlers_turn")  # what the probe has seen is forgotten when the kernel's handlers change
@pytest.mark.parametrize(("executes", "probes"), [("amd64", 1), ("", 2)])
def test_only_a_yes_of_the_probe_is_remembered(
    engine: RecordingEngine, person: Person, executes: str, probes: int
) -> None:
    engine.become(arm(has=local(AMD), executes=executes))
    for _ in range(2):
        person.docker("run", "i")
    loaded = engine.requests_for("POST", "/images/load")
    assert sum(probe.REPOSITORY.encode() in each.content for each in loaded) == probes


def test_every_row_is_covered() -> None:
    assert {case.row for case in CASES} == set(range(1, 12))
