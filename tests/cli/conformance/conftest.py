"""Here the engine is a recording one, and the person uses it through a shim that is installed once for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laboratory import conversation
from tests.laboratory.conversation import Listen
from tests.laboratory.person import PATIENT, Person
from tests.laboratory.programs import every, provide
from tests.laboratory.recording_engine import Answers, RecordingEngine


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> str:
    provide("docker")
    return Person(str(tmp_path_factory.mktemp("installer"))).install()


@pytest.fixture(scope="session")
def patience(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A settings file with which anyarch waits for answers as long as a busy machine takes."""
    file = tmp_path_factory.mktemp("settings") / "patient.toml"
    file.write_text(PATIENT)
    return str(file)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """Where the engine listens: a socket in a folder, or, if a test's parameter is "tcp", without one."""
    return None if getattr(request, "param", "unix") == "tcp" else tmp_path_factory.mktemp("e")


@pytest.fixture
def engine(folder: Path | None) -> Iterator[RecordingEngine]:
    with RecordingEngine(folder, Answers()) as recording:
        yield recording


@pytest.fixture
def person(tmp_path: Path, engine: RecordingEngine, shim: str, patience: str) -> Person:
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), engine.host)
    somebody.use(shim)
    somebody.environment["ANYARCH_CONFIG"] = patience
    return somebody


@pytest.fixture(params=every("docker") or [""])
def real(request: pytest.FixtureRequest, person: Person) -> str:
    """Each docker of this machine in turn is the person's, and their shim's."""
    person.real = person.environment["ANYARCH_DOCKER"] = str(request.param)
    return person.real


@pytest.fixture
def hurried(person: Person, tmp_path: Path) -> Person:
    """The person, who has set that anyarch is to wait for a moment only."""
    settings = tmp_path / "hurried.toml"
    settings.write_text("lookup.timeout = 0.5\nlookup.pull_timeout = 0.5\nprobe.timeout = 1\n")
    person.environment["ANYARCH_CONFIG"] = str(settings)
    return person


@pytest.fixture
def through_shim(engine: RecordingEngine, person: Person) -> Listen:
    """Run docker through the shim, at an engine that gives these answers."""
    return lambda answers, *words: conversation.listen(engine, answers, lambda: person.docker(*words))


@pytest.fixture
def directly(engine: RecordingEngine, person: Person) -> Listen:
    """Run the real docker with the same person's environment, at an engine that gives these answers."""
    return lambda answers, *words: conversation.listen(engine, answers, lambda: person.real_docker(*words))
