"""What the tests of the shell code share: somebody who has the shim before a recording docker, and their shells."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import records
from anyarch.bare.endpoint import resolve
from anyarch.bare.memory import keep_platform
from tests.cli.shell.ways import BASH, DASH, QUICK, Launch
from tests.laboratory import debian
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image
from tests.laboratory.shells import GRAMMARS, Shell


@pytest.fixture
def person(person: Person) -> Person:
    """Somebody whose docker is the recording one, and whose shim is installed but not in PATH."""
    path = person.environment["PATH"]
    person.install()
    person.environment |= {"PATH": path, "ANYARCH_LOG": os.path.join(person.environment["HOME"], "log")}
    return person


@pytest.fixture
def other(tmp_path: Path) -> RecordingDocker:
    return RecordingDocker(str(tmp_path / "other"))


@pytest.fixture(params=BASH + DASH, ids=" ".join)
def words(request: pytest.FixtureRequest, person: Person) -> list[bytes]:
    """The words of a command, for a launcher that is read by one shell or the other."""
    reader, words = request.param
    if reader == "dash":
        debian.install("dash")
        launcher = Path(person.shim, "docker")
        launcher.write_text(f"#!{shutil.which('dash')}\n{launcher.read_text().partition(chr(10))[2]}")
    if words == QUICK:
        request.getfixturevalue("known_engine")
    return [word.encode() for word in words.split()]


@pytest.fixture
def launch(words: list[bytes], person: Person) -> Launch:
    return Launch(words, person)


@pytest.fixture
def known_engine(person: Person) -> Iterator[RecordingEngine]:
    """The person's engine, which has the image `native`, and whose platform the shim has learnt before."""
    endpoint = resolve({}, {"DOCKER_HOST": person.environment["DOCKER_HOST"]})
    keep_platform(records.folder(person.environment), endpoint, "linux/amd64")
    image = classic_image("native", "linux/amd64")
    with RecordingEngine(person.environment["HOME"], Answers(images={"native": image})) as known:
        yield known


@pytest.fixture(params=sorted(GRAMMARS))
def shell(request: pytest.FixtureRequest, person: Person) -> Shell:
    debian.install(request.param)
    return Shell(request.param, person)
