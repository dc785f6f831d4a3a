"""Here the engine is a recording one, and the person uses it through a shim that is installed once for all tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from laboratory import conversation
from laboratory.conversation import Conversation
from laboratory.person import Person
from laboratory.programs import provide
from laboratory.recording_engine import Answers, RecordingEngine
from laboratory.unavailable import Unavailable

Listen = Callable[..., Conversation]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> str:
    try:
        provide("docker")
    except Unavailable as reason:
        pytest.skip(str(reason))
    return Person(str(tmp_path_factory.mktemp("installer"))).install()


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    with RecordingEngine(tmp_path_factory.mktemp("e"), Answers()) as recording:
        yield recording


@pytest.fixture
def person(tmp_path: Path, engine: RecordingEngine, shim: str) -> Person:
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), engine.host)
    somebody.use(shim)
    return somebody


@pytest.fixture
def through_shim(engine: RecordingEngine, person: Person) -> Listen:
    """Run docker through the shim, at an engine that gives these answers."""

    def run(answers: Answers, *words: str) -> Conversation:
        return conversation.listen(engine, answers, lambda: person.docker(*words))

    return run


@pytest.fixture
def directly(engine: RecordingEngine, person: Person) -> Listen:
    """Run the real docker with the same person's environment, at an engine that gives these answers."""

    def run(answers: Answers, *words: str) -> Conversation:
        return conversation.listen(engine, answers, lambda: person.real_docker(*words))

    return run
