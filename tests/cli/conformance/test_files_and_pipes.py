"""What a real docker does besides talking to the engine: the file that it writes, and the pipe that it writes into."""

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.laboratory.conversation import Listen
from tests.laboratory.person import Outcome, Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, index

NATIVE = Answers(images={"i": classic_image("i", "linux/amd64")}, exit_status=7, output=b"line\n" * 100_000)
FOREIGN = replace(NATIVE, images={}, distribution={"i": index("linux/arm64")}, executes={"arm64": 42})
ID_LENGTH = 64


@pytest.fixture(autouse=True)
def quiet(person: Person, real: str) -> None:  # noqa: ARG001 - with each docker
    person.environment["ANYARCH_NOTICE"] = "never"


@pytest.mark.parametrize("world", [NATIVE, FOREIGN], ids=["native", "foreign"])
@pytest.mark.parametrize("line", ["run --cidfile {} i", "create --cidfile={} i", "container run --rm --cidfile {} i"])
def test_the_file_for_the_containers_id_is_written_and_one_that_is_there_refused_as_ever(
    line: str, world: Answers, through_shim: Listen, directly: Listen, tmp_path: Path
) -> None:
    file = tmp_path / "cid"
    words = line.format(file).split()
    assert through_shim(world, *words).outcome.status == (0 if line.startswith("create") else 7)
    written = file.read_text()
    assert len(written) == ID_LENGTH
    assert through_shim(world, *words).outcome == directly(world, *words).outcome
    assert file.read_text() == written


@pytest.mark.parametrize("line", ["run --sig-proxy=false i", "--debug=false run --sig-proxy=false i"])
def test_a_reader_that_leaves_ends_docker_as_without_the_shim(
    line: str, engine: RecordingEngine, person: Person
) -> None:
    """A docker that forwards signals would take SIGPIPE for one of them."""
    for docker in (person.real, f"{person.shim}/docker"):
        engine.become(NATIVE)
        script = f'{shlex.quote(docker)} {line} | head -n 1; echo "${{PIPESTATUS[0]}}"'
        assert person.run(["bash", "--norc", "-c", script]) == Outcome(0, "line\n141\n", "")
