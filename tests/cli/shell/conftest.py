"""What the tests of the shell code share: somebody who has the shim before a recording docker, and their shells."""

import os
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import memo, records
from anyarch.bare.command_line import Invocation, parse
from anyarch.bare.endpoint import resolve
from anyarch.bare.memory import keep_platform, recall
from tests.cli.conftest import change_launcher, write_program
from tests.cli.shell.ways import BASH, DASH, KNOWN, QUICK, Launch
from tests.laboratory import debian
from tests.laboratory.person import Person
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image
from tests.laboratory.shells import GRAMMARS, PROMPT, Shell
from tests.laboratory.terminal import Terminal


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Person:
    """Somebody who has installed the shim, for a recording docker."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "home").mkdir()
    somebody = Person(str(folder / "home"), docker=RecordingDocker(str(folder / "real")).path)
    somebody.be_patient()
    somebody.install()
    return somebody


@pytest.fixture
def person(person: Person, installed: Person) -> Person:
    """Somebody whose docker is the recording one, and whose shim is installed but not in PATH."""
    path = person.environment["PATH"]
    person.install_as(installed)
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
        change_launcher(person, "/bin/bash -p", "/bin/dash")
    prepare(words, request)
    return [word.encode() for word in words.split()]


def prepare(words: str, request: pytest.FixtureRequest) -> None:
    """Have what the words need."""
    if words == QUICK:
        request.getfixturevalue("known_engine")
    if words == KNOWN:
        request.getfixturevalue("known_image")


@pytest.fixture
def launch(words: list[bytes], person: Person, docker: RecordingDocker) -> Launch:
    return Launch(words, person, docker)


@pytest.fixture
def known_engine(person: Person) -> Iterator[RecordingEngine]:
    """The person's engine, which has the image `native`, and whose platform the shim has learnt before.

    All is as it has been for long.
    """
    home = person.environment["HOME"]
    person.age()
    endpoint = resolve({}, {"DOCKER_HOST": person.environment["DOCKER_HOST"]})
    settings = os.path.join(home, ".config/anyarch/config.toml")
    keep_platform(records.folder(person.environment), endpoint, "linux/amd64", settings)
    image = classic_image("native", "linux/amd64")
    with RecordingEngine(home, Answers(images={"native": image})) as known:
        os.utime(known.host.removeprefix("unix://"), (1, 1))
        yield known


@pytest.fixture
def known_image(person: Person) -> None:
    """There is a memo about the image `known`, and no engine."""
    person.age()
    environment = {"DOCKER_HOST": person.environment["DOCKER_HOST"], "HOME": person.environment["HOME"]}
    endpoint, cache = resolve({}, environment), records.folder(environment)
    keep_platform(cache, endpoint, "linux/amd64", f"{environment['HOME']}/none/config.toml")
    invocation = parse(KNOWN.split(), {})
    assert isinstance(invocation, Invocation)
    subject = memo.Subject(cache, invocation, environment, person.real)
    memo.keep(subject, endpoint, recall(cache, endpoint), time.time())


@pytest.fixture
def python(person: Person, tmp_path: Path) -> "StandIn":
    """What the launcher starts in place of Python."""
    found = StandIn(tmp_path / "python", tmp_path / "starts")
    found.behave(f'exec {found.original} "$@"')
    change_launcher(person, found.original, shlex.quote(str(found.path)))
    return found


class StandIn:
    """A script in place of Python, which records that it is started.

    Attributes:
        path: its own.
        original: Python's, quoted for the shell.
    """

    def __init__(self, path: Path, starts: Path) -> None:
        self.path = path
        self.original = shlex.quote(sys.executable)
        self._starts = starts

    def behave(self, script: str) -> None:
        """From now on, run this script for /bin/bash."""
        write_program(self.path, f"echo >>{shlex.quote(str(self._starts))}\n{script}", "/bin/bash")

    def starts(self) -> int:
        """How often it was started since this was asked."""
        number = len(self._starts.read_text()) if self._starts.exists() else 0
        self._starts.unlink(missing_ok=True)
        return number


@pytest.fixture(params=sorted(GRAMMARS))
def shell(request: pytest.FixtureRequest, person: Person) -> Shell:
    debian.install(request.param)
    return Shell(request.param, person)


@pytest.fixture
def way() -> str:
    """How docker is called at a terminal: by the launcher, or by the function."""
    return "launcher"


@pytest.fixture
def terminal(shell: Shell, way: str) -> Iterator[Terminal]:
    """One in which a shell waits that has the launcher first in PATH, or the function."""
    if way == "launcher":
        shell.person.environment["PATH"] = f"{shell.person.shim}:{shell.person.environment['PATH']}"
    with shell.terminal() as terminal:
        terminal.expect(PROMPT)
        if way == "function":
            terminal.enter(shell.load)
            terminal.expect(PROMPT)
        yield terminal
