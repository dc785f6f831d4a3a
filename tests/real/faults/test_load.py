"""Many shims at once at one engine, some of them killed, or the engine fails: each ends as alone, nothing is lost.

`ANYARCH_LOAD` is for how many seconds (`make faults` takes a minute), and else each command is typed once or twice.
"""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anyarch.bare import records
from tests.laboratory import examples
from tests.laboratory.faulty_line import ANSWERS, Answer, relayed
from tests.laboratory.person import TIMEOUT
from tests.real.conftest import QUIETLY, Machine
from tests.real.faults import places
from tests.real.faults.cases import ENGINE, REGISTRY
from tests.real.faults.scene import Scene

pytestmark = pytest.mark.engine

CROWD = 64
SECONDS = float(os.environ.get("ANYARCH_LOAD", "0"))
RECORDS = 100_000 if SECONDS else 1000
KILLED = 0.1  # of all commands
MOST_REQUESTS = 8  # of one look-up: the engine and anyarch try more than one way


@pytest.fixture
def words(scene: Scene, machine: Machine) -> list[tuple[str, ...]]:
    """The commands; their images are local, native and foreign."""
    native, foreign, fresh = (f"{scene.states.registry}/{image}" for image in ("multi", "armonly-single", "armv6"))
    scene.states.clear()
    for name, architecture in ((native, machine.native), (foreign, machine.foreign)):
        scene.states.used.add(name)
        scene.states.pull(name, f"linux/{architecture}")
    shim = os.path.join(scene.person.shim, "docker")
    return [
        (shim, "ps", "--quiet", "--filter", "name=none"),
        (shim, "run", *QUIETLY, native),
        (shim, "run", *QUIETLY, foreign),
        (shim, "pull", "--quiet", native),
        (*scene.person.command, "platforms", "--json", fresh),  # an image of which nothing is known at first
    ]


@pytest.fixture
def cache(scene: Scene) -> Iterator[str]:
    places.fresh(scene.user.home, {".docker/config.json": "{}\n"})
    found = f"{scene.user.home}/.cache/anyarch"
    records.write(found, records.OFFERED, "first", {"name": "first"})
    text = Path(records.path(found, records.OFFERED, "first")).read_bytes()
    for number in range(RECORDS):
        Path(records.path(found, records.OFFERED, f"another-{number}")).write_bytes(text)
    yield found
    scene.disarm()


def run(scene: Scene, words: tuple[str, ...], *, is_killed: bool = False) -> tuple[int, bytes] | None:
    """The status and the output of a command; None if it was killed.

    Docker's warning that a platform does not match is there if a busy engine has not answered in time.
    """
    scene.user.trial = "load"
    process = subprocess.Popen(
        words,
        env=scene.user.environment(),
        cwd=os.sep,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    if is_killed:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    output, errors = process.communicate(timeout=TIMEOUT)
    assert b"anyarch" not in errors or words[0] == scene.person.command[0], errors
    return None if is_killed else (process.returncode, output)


def typed_at_once(scene: Scene, words: list[tuple[str, ...]], crowd: int, *, is_failing: bool) -> list[str]:
    """What did not end as alone, of commands that so many shims type all the time.

    An engine that is failing answers every third request of anyarch's in one of the wrong ways.
    """
    alone = {each: run(scene, each) for each in words[:-1]}
    scene.lines[REGISTRY].disarm()
    answers = [*ANSWERS.values(), *[relayed] * (2 * len(ANSWERS))] if is_failing else [relayed]
    drawing = random.Random(0)  # noqa: S311 - no secret
    answer: Answer = lambda *request: drawing.choice(answers)(*request)  # noqa: E731, PLW0108 - drawn for each request
    scene.lines[ENGINE].arm(answer, 0, also_later=True)
    statuses = {0, 1, 4} if is_failing else {0}  # of anyarch's own command
    end = time.monotonic() + SECONDS

    def keep_typing(number: int) -> list[str]:
        source = random.Random(number)  # noqa: S311 - no secret
        wrong = []
        while True:
            each, is_killed = source.choice(words), source.random() < KILLED
            ended = run(scene, each, is_killed=is_killed)
            if ended and (ended != alone[each] if each in alone else ended[0] not in statuses):
                wrong.append(f"{each}: {ended}, not {alone.get(each)}")
            if time.monotonic() > end:
                return wrong

    with ThreadPoolExecutor(crowd) as pool:
        return [line for lines in pool.map(keep_typing, range(crowd)) for line in lines]


def lost(cache: str) -> int:
    """How many records there are no more, or which are not whole."""
    kept = records.read_all(cache, records.OFFERED)
    assert all(Path(cache, records.OFFERED, name).read_text().endswith("end\n") for name, _ in kept)
    return RECORDS - len([name for name, _ in kept if name.startswith("another-")])


@pytest.mark.parametrize("is_failing", [False, True])
def test_each_of_many_commands_ends_as_alone_also_at_an_engine_that_fails(
    scene: Scene, words: list[tuple[str, ...]], cache: str, *, is_failing: bool
) -> None:
    crowd = CROWD if SECONDS or not is_failing else examples.number(CROWD)
    assert typed_at_once(scene, words, crowd, is_failing=is_failing) == []
    scene.disarm()
    if is_failing:
        scene.probe()  # which removes what could not be removed
    assert scene.left() == []
    assert lost(cache) == 0


@pytest.mark.usefixtures("cache")
def test_a_registry_that_limits_requests_is_not_asked_by_all(scene: Scene, words: list[tuple[str, ...]]) -> None:
    scene.lines[REGISTRY].arm(ANSWERS["crowded"], 0, also_later=True, also_dockers=True)
    with ThreadPoolExecutor(CROWD) as pool:
        ended = list(pool.map(lambda _: run(scene, words[-1]), range(CROWD)))
    assert {each[0] for each in ended if each} == {4}
    assert 0 < scene.lines[REGISTRY].requests <= MOST_REQUESTS
