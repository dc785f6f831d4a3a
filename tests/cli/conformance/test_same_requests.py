"""Where there is nothing to change, docker says with the shim, word for word, what it says without.

Words come in every spelling that docker's grammar has; a request is compared with its method, path, query, headers and
body, and the command with its exit status and output.
"""

import shlex
from dataclasses import replace
from itertools import cycle

import pytest

from tests.laboratory.conversation import Listen
from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, classic_image, index

HERE = Answers(
    images={"i": classic_image("i", "linux/amd64")},
    distribution={"i": index("linux/amd64", "linux/arm64"), "absent": index("linux/arm64", "linux/amd64")},
    exit_status=7,
    output=b"out\n",
    error_output=b"err\n",
)
ON_ARM = replace(HERE, architecture="arm64", executes={"amd64": 42})
IDENTITY = HERE.images["i"].document["Id"]

LINES = [
    "run i",
    "run i echo two 'words and more'",
    "run i --platform linux/arm64",
    "run -- i -- --rm",
    "run --net host i ''",
    "run --rm=true -t=false i",
    "run -eA=1 -e B=2 --env C=3 --env=D i",
    "run -e 'A=ü \\ \"' i 'a\tb'",
    "run -v/tmp:/a -v /tmp:/b --volume=/tmp:/c i",
    "run --entrypoint /bin/sh i -c 'exit 3'",
    "run --runtime runc i",
    "container run --rm i true",
    "create --name me i true",
    "--debug=false -l error run i",
    "-c default run i",
    "-- run i",
    "run --platform linux/amd64 i",
    "run --pull always i",
    "run --quiet absent",
    "run absent",
    "run --pull=never absent",
    "run nowhere",
    "run UPPER/case",
    f"run {IDENTITY}",
    f"run absent@sha256:{'5' * 64}",
    "container create absent",
    "pull absent",
    "pull absent -q",
    "pull absent --platform linux/arm64",
    "pull -a absent",
    "pull absent i",
    "image pull absent:latest",
    "pull docker.io/library/absent",
    "ps -a",
    "version",
    "image inspect i",
    "run --pull",
    "run --no-such-flag i",
    "run -Z i",
    "pull --no-such-flag i",
    "--no-such-flag run i",
    "run --rm=perhaps i",
    "run",
    "run ''",
    "",
]


CLIENTS = every("docker") or [""]


@pytest.mark.usefixtures("real")
# Each line with one of the clients: test_generated has more lines, each flag in every spelling, for all of them.
@pytest.mark.parametrize(("real", "line"), list(zip(cycle(CLIENTS), LINES, strict=False)), indirect=["real"])
def test_command_says_the_same(line: str, through_shim: Listen, directly: Listen) -> None:
    words = shlex.split(line)
    expected = directly(HERE, *words)
    assert through_shim(HERE, *words) == expected, "at the first command of all"
    assert through_shim(HERE, *words) == expected, "once the engine is known"


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("version", ["1.30", "1.31"])
@pytest.mark.parametrize("line", ["run i", "create i", "pull foreign"])
def test_an_api_that_knows_no_platforms_is_asked_for_none(
    line: str, version: str, person: Person, through_shim: Listen, directly: Listen
) -> None:
    world = replace(ON_ARM, distribution={"foreign": index("linux/amd64")})
    person.environment["DOCKER_API_VERSION"] = version
    assert through_shim(world, *line.split()) == directly(world, *line.split())
