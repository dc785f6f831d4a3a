"""Whatever the engine elsewhere answers, a command runs exactly once: there as routed, or here as typed."""

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conformance.test_routing import FAR, NEAR, configure, containers
from tests.laboratory import examples
from tests.laboratory.faulty_line import ANSWERS, FaultyLine
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import RecordingEngine

PYTHONS = re.compile(r"Traceback|\w+Error\b|\[Errno|\x1b")
FAULTS = [*itertools.product(ANSWERS, (0, 2), (False, True))]  # which request, and whether all later ones


@pytest.fixture
def far() -> Iterator[RecordingEngine]:
    with RecordingEngine(None, FAR) as recording:
        yield recording


@pytest.fixture
def line(
    person: Person, engine: RecordingEngine, far: RecordingEngine, tmp_path: Path, patience: str
) -> Iterator[FaultyLine]:
    """The line to the engine of the context ``far``; the current context is another engine's."""
    engine.become(NEAR)
    del person.environment["DOCKER_HOST"]
    with FaultyLine(far.host.removeprefix("unix://"), str(tmp_path / "line.sock")) as opened:
        for name, host in (("near", engine.host), ("far", f"unix://{opened.address}")):
            assert person.real_docker("context", "create", name, "--docker", f"host={host}").status == 0
        assert person.real_docker("context", "use", "near").status == 0
        configure(person, tmp_path, Path(patience).read_text())
        yield opened


@pytest.mark.parametrize(("answer", "first", "stays"), examples.some(FAULTS))
def test_a_command_runs_once(  # noqa: PLR0913, PLR0917 - two engines, the line between, and the fault
    person: Person,
    engine: RecordingEngine,
    far: RecordingEngine,
    line: FaultyLine,
    answer: str,
    first: int,
    *,
    stays: bool,
) -> None:
    line.arm(ANSWERS[answer], first, also_later=stays)
    for _ in range(2):
        done = person.docker("run", "--rm", "app")
        # Here, docker finds that the image is for another CPU, as it does alone.
        here, there = containers(engine), containers(far)
        assert len(here + there) == 1
        assert (done.status, done.output) == ((125, "") if here else (7, "aarch64\n")), done.errors
        assert not PYTHONS.search(done.output + done.errors)
        line.disarm()
        for recording in (engine, far):
            recording.clear()
