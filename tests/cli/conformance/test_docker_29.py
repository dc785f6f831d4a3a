"""Docker 29, as it was seen before Debian had it: an engine that plays its part.

Its own image store is containerd's, it leaves the platform of an image empty of which only a foreign part is local, and
it answers no API older than 1.44.
"""

import pytest

from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, Store, containerd_image, index

OLDEST_CLIENT = 25  # speaks API 1.44
AMD, ARM = "linux/amd64", "linux/arm64"
FOREIGN_CHILD = containerd_image("i", ARM, listed=(AMD,), shown="")


def docker_29(*offered: str, **more: object) -> Answers:
    return Answers(
        api_version="1.52",
        minimum_api_version="1.44",
        store=Store.CONTAINERD,
        distribution={"i": index(*offered)},
        **more,  # type: ignore[arg-type] # the fields that a case has
    )


@pytest.fixture(autouse=True)
def _client(person: Person) -> None:
    if int(person.real_docker("--version").output.split()[2].partition(".")[0]) < OLDEST_CLIENT:
        pytest.skip("this machine's docker is too old to talk to Docker 29 at all")


@pytest.mark.parametrize(
    ("answers", "line", "platforms"),
    [
        (docker_29(ARM, executes={"arm64": 42}), "run i", f"create={ARM} pull={ARM} create={ARM}"),
        (docker_29(ARM, images={"i": FOREIGN_CHILD}, executes={"arm64": 42}), "run i", f"create={ARM}"),
        (docker_29(ARM, images={"i": FOREIGN_CHILD}, executes={"arm64": 42}), "run --pull=never i", f"create={ARM}"),
        (docker_29(ARM), "pull i", f"pull={ARM}"),
    ],
)
def test_docker_29_is_understood_and_asked_in_no_version_that_it_refuses(
    engine: RecordingEngine, through_shim: Listen, answers: Answers, line: str, platforms: str
) -> None:
    conversation = through_shim(answers, *line.split())
    assert (conversation.platforms, conversation.outcome.status) == (platforms, 0), conversation.outcome.errors
    assert not [request for request in engine.requests if request.version and int(request.version.split(".")[1]) < 44]
