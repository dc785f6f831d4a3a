"""What the tests of the shell code share: a recording docker, somebody who has the shim before it, and their shells.

Nobody here has an engine: the shim's pre-flight finds none at once, and docker is started with the words as given.
"""

import sys
from pathlib import Path

import pytest

from laboratory import debian
from laboratory.person import Person
from laboratory.programs import PATH
from laboratory.recording_docker import RecordingDocker
from laboratory.shells import GRAMMARS, Shell
from laboratory.unavailable import Unavailable


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
    somebody = Person(str(home), f"unix://{home}/none.sock", docker.path)
    somebody.install()
    somebody.environment["PATH"] = f"{tmp_path}/real:{PATH}"
    somebody.environment["ANYARCH_LOG"] = str(home / "log")
    return somebody


@pytest.fixture(params=["ps --all", "run --rm image", "--debug run --rm image"])
def words(request: pytest.FixtureRequest) -> list[bytes]:
    """The words of a command that is passed on, or looked at."""
    return [word.encode() for word in request.param.split()]


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
    try:
        debian.install(name)
    except Unavailable as reason:
        pytest.skip(str(reason))
    return Shell(name, person)
