"""What the tests of the shell code share: a recording docker, somebody who has the shim before it, and their shells.

Hardly anybody here has an engine: the shim's pre-flight finds none at once, and docker is started with the words as
given. All that the launcher may do before docker is tried by way of `words`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import records
from anyarch.bare.endpoint import keep_platform, resolve
from tests.laboratory import debian
from tests.laboratory.person import Person
from tests.laboratory.programs import PATH
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image
from tests.laboratory.shells import GRAMMARS, Shell


@pytest.fixture
def docker(tmp_path: Path) -> RecordingDocker:
    if sys.platform != "linux":
        pytest.skip("the recording docker reads /proc")
    return RecordingDocker(str(tmp_path / "real"))


@pytest.fixture
def person(tmp_path: Path, docker: RecordingDocker) -> Person:
    """Somebody whose docker is the recording one, and whose shim is installed but not in PATH."""
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), f"unix://{home}/engine.sock", docker.path)
    somebody.install()
    somebody.environment["PATH"] = f"{tmp_path}/real:{PATH}"
    somebody.environment["ANYARCH_LOG"] = str(home / "log")
    return somebody


@pytest.fixture(params=["ps --all", "run --rm native", "run --rm image", "--debug run --rm image"])
def words(request: pytest.FixtureRequest) -> list[bytes]:
    """The words of a command that is passed on, is settled by the quick answer, or is looked at by the table."""
    if "native" in request.param:
        request.getfixturevalue("known_engine")
    return [word.encode() for word in request.param.split()]


@pytest.fixture
def known_engine(person: Person) -> Iterator[RecordingEngine]:
    """The person's engine, which has the image `native`, and whose platform the shim has learnt before."""
    host = person.environment["DOCKER_HOST"]
    endpoint = resolve({}, {"DOCKER_HOST": host})
    keep_platform(records.folder(person.environment), endpoint, "linux/amd64")
    image = classic_image("native", "linux/amd64")
    with RecordingEngine(person.environment["HOME"], Answers(images={"native": image})) as known:
        yield known


@pytest.fixture(params=sorted(GRAMMARS))
def shell(request: pytest.FixtureRequest, person: Person) -> Shell:
    return provided(request.param, person)


@pytest.fixture
def bash(person: Person) -> Shell:
    return provided("bash", person)


@pytest.fixture
def zsh(person: Person) -> Shell:
    return provided("zsh", person)


def provided(name: str, person: Person) -> Shell:
    debian.install(name)
    return Shell(name, person)
