"""Answers at random in place of the engine's and the registry's: docker runs as asked, or with a platform that could be
one; what anyarch says of it can be printed. Fixed and fresh examples as in test_generated.py.
"""

import re
import tempfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.laboratory import conversation, examples
from tests.laboratory.conversation import Conversation
from tests.laboratory.hostile_answers import hostile
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_engine import (
    Answer,
    Answers,
    Fault,
    RecordingEngine,
    Store,
    classic_image,
    containerd_image,
)
from tests.laboratory.recording_engine import index as offered

ANSWERS_TRIED = examples.number(100)  # for each way to the engine
LOCAL = {"i": classic_image("i", "linux/amd64")}
PROPER = {
    "/images/i/json": [LOCAL["i"], containerd_image("i", "linux/amd64", listed=("linux/arm64",), shown="")],
    "/distribution/docker.io/library/i:latest/json": [offered("linux/amd64", "linux/s390x"), offered("linux/arm/v7")],
    "/version": [Answer(200, {"Version": "28.0.0", "ApiVersion": "1.49", "Os": "linux", "Arch": "arm64"})],
    "/info": [Answer(200, {"Architecture": "aarch64", "OSType": "linux", "ID": "x", "Driver": "overlay2"})],
    "/images/load": [Answer(200, {"stream": "Loaded image: x"})],
}
WORLD = Answers(
    architecture="arm64",
    distribution={"i": offered("linux/amd64")},
    executes=dict.fromkeys(("amd64", "arm", "s390x"), 42),
    exit_status=7,
)
OWN_LINES = re.compile(r"^anyarch: .*\n(?: {9}.*\n)*", re.MULTILINE)
A_PLATFORM = re.compile(r"linux/[a-z0-9]+(/v[0-9.]+)?")


def without_own_lines(heard: Conversation) -> tuple[Conversation, str]:
    """The conversation as if anyarch had said nothing, and what it said."""
    status, output, errors = heard.outcome.status, heard.outcome.output, heard.outcome.errors
    own = "".join(OWN_LINES.findall(errors))
    return heard._replace(outcome=Outcome(status, output, OWN_LINES.sub("", errors))), own


@pytest.mark.parametrize("folder", ["unix", "tcp"], indirect=True)
def test_whatever_is_answered_docker_is_run_as_asked_or_for_a_platform(engine: RecordingEngine, person: Person) -> None:
    person.environment["ANYARCH_NOTICE"] = "always"
    changed = 0

    @settings(max_examples=ANSWERS_TRIED)
    @given(hostile(PROPER), st.sampled_from(["run", "create", "pull"]), st.booleans(), st.sampled_from(list(Store)))
    def check(faults: dict[str, Fault], verb: str, is_local: bool, store: Store) -> None:  # noqa: FBT001 - drawn
        nonlocal changed
        world = replace(WORLD, images=LOCAL if is_local else {}, store=store, faults=faults)
        with tempfile.TemporaryDirectory() as cache:
            variables = {"ANYARCH_CACHE_DIR": cache}
            heard = conversation.listen(engine, world, lambda: person.run(["docker", verb, "i"], variables))
        shimmed, said = without_own_lines(heard)
        platforms = {each.query["platform"] for each in heard.said if each.query.get("platform")}
        assert all(A_PLATFORM.fullmatch(platform) for platform in platforms)
        asked = [word for platform in platforms for word in ("--platform", platform)]
        assert shimmed == conversation.listen(engine, world, lambda: person.real_docker(verb, *asked, "i"))
        assert said.replace("\n", "").isprintable()
        changed += bool(platforms)

    check()
    assert 0 < changed < ANSWERS_TRIED
