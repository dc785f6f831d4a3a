"""Command lines by the thousand: what docker sends to the engine is what anyarch read, and what it sends through the
shim; a platform is added exactly where the table says so.

A real client is the judge of every line; a line that it refuses must be refused in the same words. Some lines spell
every flag in every way (`spellings`), others are random (`command_lines`), the same in every run. A tenth of them
is tried, all where CI is "true"; for all here, and for others:

    HYPOTHESIS_PROFILE=all pytest tests/cli/conformance/test_generated.py
    HYPOTHESIS_PROFILE=fresh pytest --hypothesis-seed=5 tests/cli/conformance/test_generated.py

Without a seed, hypothesis takes a random one.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import cycle
from queue import SimpleQueue

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cli.conformance.command_lines import Line, lines
from tests.cli.conformance.comparison import LEFT_ALONE, WORLDS, Station
from tests.cli.conformance.spellings import every_spelling
from tests.laboratory import examples
from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.recording_engine import Answers, RecordingEngine

CLIENTS = every("docker")
RANDOM_LINES = examples.number(400)  # shared by the clients, as are the spelled ones
AT_ONCE = os.cpu_count() or 1
ADDED = "create=linux/arm64 pull=linux/arm64 create=linux/arm64"

Case = tuple[Line, str]
Compare = Callable[[Sequence[Case]], Counter[str]]


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def compare(client: str, shim: str, patience: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compare]:
    """A way to compare cases, several at once, each at an engine of its own; what they show, counted."""
    stations: SimpleQueue[Station] = SimpleQueue()

    def one(case: Case) -> str:
        station = stations.get()
        try:
            return station.compare(*case)
        finally:
            stations.put(station)

    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            home = tmp_path_factory.mktemp("s")
            engine = stack.enter_context(RecordingEngine(home, Answers()))
            person = Person(str(home), engine.host, client)
            person.use(shim)
            person.environment |= {"ANYARCH_DOCKER": client, "ANYARCH_NOTICE": "never", "ANYARCH_CONFIG": patience}
            stations.put(Station(person, engine))
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        yield lambda cases: Counter(pool.map(one, cases))


def test_every_flag_in_every_spelling_means_the_same_to_anyarch_and_through_the_shim(
    client: str, compare: Compare
) -> None:
    mine = examples.some(list(every_spelling()))[CLIENTS.index(client) :: len(CLIENTS)]
    seen = compare(list(zip(mine, cycle(WORLDS), strict=False)))
    assert seen[f"foreign: {ADDED}"] > len(mine) / 50, seen
    assert seen["refused"] < len(mine) / 2, seen


def test_random_lines_mean_the_same_to_anyarch_and_through_the_shim(compare: Compare) -> None:
    seen: Counter[str] = Counter()
    cases = st.tuples(lines(), st.sampled_from(sorted(WORLDS)))

    @example([(Line((), "pull", ("-a", "i"), ""), "nothing")])
    @example([(Line((), "create", ("--runtime=io.containerd.wasmtime.v1", "i"), ""), "nothing")])
    @example([(Line((), "run", ("--platform=", "i"), "linux/arm64"), "nothing")])
    @example([(Line(("--", "-D"), "run", ("i",), ""), "nothing")])
    @example([(Line((), "create", ("i",), ""), "foreign"), (Line((), "create", ("i",), ""), "native")])
    @settings(max_examples=RANDOM_LINES // len(CLIENTS) // AT_ONCE)
    @given(st.lists(cases, min_size=AT_ONCE, max_size=AT_ONCE))
    def check(cases: Sequence[Case]) -> None:
        seen.update(compare(cases))

    check()
    assert set(LEFT_ALONE) < set(seen), seen
    assert seen[f"foreign: {ADDED}"] > 1, seen
    assert seen["native: create= pull= create="], seen
    assert seen["refused"] < seen.total() / 2, seen
