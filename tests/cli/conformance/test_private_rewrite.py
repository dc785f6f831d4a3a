"""A private run as real clients send it: as the plain one, but for what brings the emulator along.

The judge is what the client asks the engine to create. What the engine would have started then (moby,
daemon/commit.go, merge: the request's entry point, else the image's; the request's arguments, else the image's) has to
stand behind the pack's own words, whole.
"""

import json
from collections import Counter
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from anyarch.bare.command_line import Invocation, parse
from anyarch.decision import private_words
from anyarch.decision.facts import Pack
from anyarch.oci.platforms import Platform
from anyarch.programs.start import Start
from tests.cli.conformance.command_lines import GOOD_IMAGES, Line, lines
from tests.laboratory import conversation, examples
from tests.laboratory.conversation import Said
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, docker_manifest

LINES = examples.number(150)  # for each client
FOREIGN = "linux/arm64"
PLATFORM = Platform("linux", "arm64")
PACK = Pack("pack-1", frozenset(["arm64"]))
INIT = "/host-rootfs/tini"
START = ["-s", "-g", "--", "/host-rootfs/start", "arm64"]
WORLD = Answers(
    images={image: classic_image(image, FOREIGN) for image in GOOD_IMAGES},
    distribution={image: docker_manifest(FOREIGN) for image in GOOD_IMAGES},  # a new pull gives the same
)
CONFIGURATIONS = (
    Start(command=("sh", "-l")),
    Start(entrypoint=("/entry", "-x"), command=("serve",), checks_health=True),
    Start(entrypoint=("/bin/sh", "-c", "serve")),
)


def started(body: dict[str, Any], configuration: Start) -> list[str]:
    """What an engine starts for a request."""
    entrypoint, arguments = body["Entrypoint"], body["Cmd"]
    if not entrypoint:
        arguments = arguments or configuration.command
    if entrypoint is None:
        entrypoint = configuration.entrypoint
    return [*([] if list(entrypoint) == [""] else entrypoint), *(arguments or ())]


def taken_back(body: dict[str, Any], plain: dict[str, Any]) -> dict[str, Any]:
    """The request of a private run with what is the pack's own in it undone; it must be there."""
    for target in ("/host-rootfs", "/etc/ld.so.preload"):
        [mount] = [mount for mount in body["HostConfig"]["Mounts"] if mount["Target"] == target]
        assert mount["ReadOnly"]
        body["HostConfig"]["Mounts"].remove(mount)
    if not body["HostConfig"]["Mounts"] and "Mounts" not in plain["HostConfig"]:
        del body["HostConfig"]["Mounts"]
    assert body["Entrypoint"] == [INIT]
    return body | {"Entrypoint": plain["Entrypoint"], "Cmd": plain["Cmd"]}


def test_nothing_else_changes(real: str, person: Person, engine: RecordingEngine) -> None:
    seen: Counter[str] = Counter()

    def created(line: Line, words: list[str]) -> Said | None:
        variables = {"DOCKER_DEFAULT_PLATFORM": line.variable} if line.variable else {}
        heard = conversation.listen(engine, WORLD, lambda: person.run([real, *words], variables))
        requests = [said for said in heard.said if said.path == "/containers/create"]
        return requests[0] if requests else None

    @example(Line((), "run", ("--entrypoint", "a", "--entrypoint=", "--", "i", "-x"), ""), CONFIGURATIONS[1])
    @example(Line((), "create", ("-iew", "--name=--", "i"), ""), CONFIGURATIONS[0])
    @example(Line((), "run", ("--mount=type=tmpfs,dst=/x", "--health-cmd=a", "i"), ""), CONFIGURATIONS[1])
    @settings(max_examples=LINES)
    @given(lines(), st.sampled_from(CONFIGURATIONS))
    def check(line: Line, configuration: Start) -> None:
        read = parse(line.words, {"DOCKER_DEFAULT_PLATFORM": line.variable})
        assume(isinstance(read, Invocation) and read.verb != "pull")
        assert isinstance(read, Invocation)
        plain = created(line, line.words)
        try:
            words = private_words.rewrite(line.words, read, PACK, PLATFORM, configuration, is_added=not read.platform)
        except private_words.NoCommandError:
            assert plain is None or started(json.loads(plain.body), configuration) == []
            return
        changed = created(line, words)
        seen["refused" if plain is None else "compared"] += 1
        if plain is None or changed is None:
            assert plain is changed
            return
        was, now = json.loads(plain.body), json.loads(changed.body)
        assert now["Cmd"] == [*START, *started(was, configuration)]
        if configuration.checks_health and "Healthcheck" not in was:
            assert now.pop("Healthcheck") == {"Test": ["NONE"]}
        assert taken_back(now, was) == was
        assert changed.query == {**plain.query, "platform": plain.query.get("platform") or FOREIGN}

    check()
    assert seen["compared"] > LINES / 3, seen
