"""Command lines at random: what docker sends to the engine is what anyarch read, and what it sends through the shim.

A real client is the judge of every line; a line that it refuses must be refused in the same words. The lines are the
same in every run. For others, and for more of the grammar:

    HYPOTHESIS_PROFILE=fresh pytest tests/conformance/test_generated.py
    HYPOTHESIS_PROFILE=fresh pytest --hypothesis-seed=5 tests/conformance/test_generated.py

Without a seed, hypothesis takes a random one.
"""

import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anyarch import platforms, references
from anyarch.command_line import VERBS, Invocation, PassThrough, parse
from laboratory import conversation
from laboratory.conversation import Conversation
from laboratory.person import Outcome, Person
from laboratory.programs import every
from laboratory.recording_engine import Answers, RecordingEngine, Request, classic_image, index
from laboratory.recording_engine.image_store import full_name
from tests.conformance.command_lines import GOOD_IMAGES, VALUES, Line, lines

LINES_READ = 1000  # for each client
LINES_COMPARED = 120  # for each client

NATIVE, FOREIGN = "linux/amd64", "linux/arm64"
PROBE_SUCCEEDS = 42
CREATE, PULL = "/containers/create", "/images/create"
LOG_TIME = re.compile(r'^time="[^"]*" ', re.MULTILINE)


def world(local: str = "", offered: str = "") -> Answers:
    return Answers(
        images={image: classic_image(image, local) for image in GOOD_IMAGES if local},
        distribution={image: index(*offered.split()) for image in GOOD_IMAGES if offered},
        executes={"arm64": PROBE_SUCCEEDS},
        exit_status=7,
        output=b"out\n",
        error_output=b"err\n",
    )


WORLDS = {
    "local": world(local=NATIVE, offered=f"{NATIVE} {FOREIGN}"),
    "native": world(offered=f"{FOREIGN} {NATIVE}"),
    "foreign": world(offered=f"linux/s390x {FOREIGN}"),
    "nothing": world(),
}

# Why anyarch leaves alone what docker carries out, and how that shows in the line or in what docker sends.
LEFT_ALONE: dict[str, Callable[[Line, Request], bool]] = {
    "A pull of all tags takes each as it comes.": lambda _, sent: not sent.query.get("tag"),
    "It names a runtime, which may run what runc cannot.": lambda _, sent: (
        sent.path == PULL or names_a_runtime(sent.body)
    ),
    "It asks for no platform, by an empty --platform.": lambda _, sent: not sent.query.get("platform"),
    "Only run, create and pull are looked at.": lambda line, _: line.has_flags_twice,
}


def names_a_runtime(container: dict[str, Any]) -> bool:
    return (container.get("HostConfig") or {}).get("Runtime", "") not in ("", "runc")


@pytest.fixture(params=every("docker"))
def client(request: pytest.FixtureRequest, person: Person) -> Person:
    person.real = person.environment["ANYARCH_DOCKER"] = str(request.param)
    person.environment["ANYARCH_NOTICE"] = "never"
    return person


def run(person: Person, program: str, line: Line) -> Callable[[], Outcome]:
    """A way to run the line in a folder of its own, for what it may write."""

    def command() -> Outcome:
        with tempfile.TemporaryDirectory() as folder:
            return person.run([program, *line.words], _variables(line), folder)

    return command


def _variables(line: Line) -> dict[str, str]:
    return {"DOCKER_DEFAULT_PLATFORM": line.variable} if line.variable else {}


def disagreement(line: Line, read: Invocation | PassThrough, sent: Request) -> str:
    """How what anyarch read differs from what docker sent; empty if it does not."""
    if isinstance(read, PassThrough):
        is_so = LEFT_ALONE.get(read.reason)
        return "" if is_so and is_so(line, sent) else f"passed through: {read.reason}"
    asked = sent.query.get("platform", "")
    if _platform(asked) != _platform(read.platform):
        return f"the platform is {asked}, not {read.platform}"
    if sent.path == CREATE:
        image = sent.body["Image"]
        return "" if image == read.image else f"the image is {image}, not {read.image}"
    image = pulled(sent.query)
    # `pull` alone takes an image's ID for a name with a tag.
    is_same = f"/{image}".endswith(f"/{read.image}") or references.parse(image) == references.parse(read.image)
    return "" if is_same else f"{image} is pulled, not {read.image}"


def pulled(query: Mapping[str, str]) -> str:
    name, tag = query["fromImage"], query.get("tag", "")
    return f"{name}@{tag}" if ":" in tag else f"{name}:{tag}"


def _platform(text: str) -> str:
    try:
        return str(platforms.parse(text))
    except ValueError:
        return text  # empty, or nothing that docker understands either


def test_every_flag_has_values_to_be_given() -> None:
    assert set(VALUES) == set().union(*(flags.values for flags in VERBS.values()))


def test_anyarch_reads_the_image_and_the_platform_that_docker_sends(client: Person, engine: RecordingEngine) -> None:
    seen: Counter[str] = Counter()

    @example(Line((), "pull", ("-a", "i"), ""))
    @example(Line((), "create", ("--runtime=io.containerd.wasmtime.v1", "i"), ""))
    @example(Line((), "run", ("--platform=", "i"), "linux/arm64"))
    @example(Line(("--", "-D"), "run", ("i",), ""))
    @settings(max_examples=LINES_READ)
    @given(lines())
    def check(line: Line) -> None:
        engine.become(WORLDS["nothing"])
        run(client, client.real, line)()
        read = parse(line.words, _variables(line))
        sent = [*engine.requests_for("POST", CREATE), *engine.requests_for("POST", PULL)]
        for request in sent:
            assert disagreement(line, read, request) == ""
        seen[_kind(read) if sent else "refused"] += 1

    check()
    assert seen["read"] > LINES_READ / 3, seen
    assert set(seen) == {"read", "refused", *LEFT_ALONE}, seen


def _kind(read: Invocation | PassThrough) -> str:
    return "read" if isinstance(read, Invocation) else read.reason


def without_times(heard: Conversation) -> Conversation:
    """The same conversation for every second in which docker's log was written."""
    status, output, errors = heard.outcome.status, heard.outcome.output, LOG_TIME.sub("", heard.outcome.errors)
    return heard._replace(outcome=Outcome(status, output, errors))


def expected(hear: Callable[[Line], Conversation], line: Line, world: str) -> Conversation:
    """What docker does where the table is followed by hand: it is told FOREIGN where there is no choice."""
    plain = hear(line)
    creates = [each for each in plain.said if (each.method, each.path) == ("POST", CREATE)]
    pulls = [each for each in plain.said if (each.method, each.path) == ("POST", PULL)]
    is_left_alone = (
        not any(full_name(pulled(each.query)) in map(full_name, GOOD_IMAGES) for each in pulls)
        or any(names_a_runtime(json.loads(each.body)) for each in creates)
        or any(not each.query.get("tag") for each in pulls)
        or any(each.query.get("platform") for each in (*creates, *pulls))
        or line.has_flags_twice
    )
    return plain if world != "foreign" or is_left_alone else hear(line.asking_for(FOREIGN))


def test_docker_says_and_does_the_same_through_the_shim_but_for_the_foreign_platform(
    client: Person, engine: RecordingEngine
) -> None:
    seen: Counter[str] = Counter()

    @example(Line((), "create", ("i",), ""), "foreign")
    @example(Line((), "create", ("i",), ""), "native")
    @settings(max_examples=LINES_COMPARED)
    @given(lines(), st.sampled_from(sorted(WORLDS)))
    def check(line: Line, world: str) -> None:
        def hear(program: str, line: Line) -> Conversation:
            return without_times(conversation.listen(engine, WORLDS[world], run(client, program, line)))

        client.environment["ANYARCH_CACHE_DIR"] = f"{client.environment['HOME']}/{world}"
        wanted = expected(lambda line: hear(client.real, line), line, world)
        assert hear("docker", line) == wanted
        seen[f"{world}: {wanted.platforms}"] += 1

    check()
    assert seen["foreign: create=linux/arm64 pull=linux/arm64 create=linux/arm64"] > 1, seen
    assert seen["native: create= pull= create="], seen
