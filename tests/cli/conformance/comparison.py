"""One command line, carried out by the real docker and by the shim at a recording engine: whether they agree.

Docker's own start is the judge of two things: what anyarch read out of the line, and what docker says and does when it
is started through the shim, which is the same but for a platform where the table adds one.
"""

import json
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.oci import platforms, references
from tests.cli.conformance.command_lines import GOOD_IMAGES, Line
from tests.laboratory import conversation
from tests.laboratory.conversation import Conversation, Said
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, index
from tests.laboratory.recording_engine.image_store import full_name

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
LEFT_ALONE: dict[str, Callable[[Line, Said], bool]] = {
    "pull --all-tags is left to docker.": lambda _, sent: not sent.query.get("tag"),
    "It sets --runtime, which may run what runc cannot.": lambda _, sent: sent.path == PULL or names_a_runtime(sent),
    "It sets an empty --platform.": lambda _, sent: not sent.query.get("platform"),
    "anyarch only handles run, create and pull.": lambda line, _: line.has_flags_twice,
}


def names_a_runtime(sent: Said) -> bool:
    return (json.loads(sent.body).get("HostConfig") or {}).get("Runtime", "") not in ("", "runc")


@dataclass(frozen=True)
class Station:
    """Somebody with a shim, and an engine of their own."""

    person: Person
    engine: RecordingEngine

    def compare(self, line: Line, world: str) -> str:
        """Carry a line out in one of `WORLDS`; what it shows, for counting.

        Raises:
            AssertionError: it shows a fault of anyarch's.
        """
        plain = self._hear(self.person.real, line, world)
        read = parse(line.words, _variables(line))
        sent = carried_out(plain)
        for each in sent:
            assert disagreement(line, read, each) == ""
        wanted = plain
        if world == "foreign" and not is_left_alone(line, sent):
            wanted = self._hear(self.person.real, line.asking_for(FOREIGN), world)
        assert self._hear("docker", line, world) == wanted
        if not sent:
            return "refused"
        return f"{world}: {wanted.platforms}" if isinstance(read, Invocation) else read.reason

    def _hear(self, program: str, line: Line, world: str) -> Conversation:
        """Run the line in a folder of its own, for what it may write."""
        variables = _variables(line) | {"ANYARCH_CACHE_DIR": f"{self.person.environment['HOME']}/{world}"}
        with tempfile.TemporaryDirectory() as folder:
            words = [program, *line.words]
            heard = conversation.listen(self.engine, WORLDS[world], lambda: self.person.run(words, variables, folder))
        outcome = heard.outcome
        return heard._replace(outcome=Outcome(outcome.status, outcome.output, LOG_TIME.sub("", outcome.errors)))


def carried_out(heard: Conversation) -> list[Said]:
    """The requests that create a container or pull an image."""
    return [each for each in heard.said if each.method == "POST" and each.path in (CREATE, PULL)]


def is_left_alone(line: Line, sent: list[Said]) -> bool:
    """Whether the table, followed by hand, adds no platform to a line for which there is a foreign one only."""
    pulls = [each for each in sent if each.path == PULL]
    return (
        not any(full_name(pulled(each.query)) in map(full_name, GOOD_IMAGES) for each in pulls)
        or any(names_a_runtime(each) for each in sent if each.path == CREATE)
        or any(not each.query.get("tag") for each in pulls)
        or any(each.query.get("platform") for each in sent)
        or line.has_flags_twice
    )


def _variables(line: Line) -> dict[str, str]:
    return {"DOCKER_DEFAULT_PLATFORM": line.variable} if line.variable else {}


def disagreement(line: Line, read: Invocation | PassThrough, sent: Said) -> str:
    """How what anyarch read differs from what docker sent; empty if it does not."""
    if isinstance(read, PassThrough):
        is_so = LEFT_ALONE.get(read.reason)
        return "" if is_so and is_so(line, sent) else f"passed through: {read.reason}"
    asked = sent.query.get("platform", "")
    if _platform(asked) != _platform(read.platform):
        return f"the platform is {asked}, not {read.platform}"
    if sent.path == CREATE:
        image = json.loads(sent.body)["Image"]
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
    except ValueError:  # empty, or nothing that docker understands either
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
