"""For the differential test: cases, an engine in the state of a case, and how a command ends there."""

import os
import shlex
import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import TURN, NamedEngine
from tests.laboratory import handlers
from tests.laboratory.architectures import native
from tests.laboratory.collection import emulator_place, recipes
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.images import Image, Index
from tests.laboratory.person import Person
from tests.real.conftest import Machine, share_turn, skip_where_executed
from tests.real.differential import cases
from tests.real.differential.cases import Case
from tests.real.differential.script import script
from tests.real.differential.sides import Sides
from tests.real.differential.states import States


@pytest.fixture
def case_handlers(case: Case, machine: Machine, program: Callable[[str], str]) -> None:
    """The kernel has the handlers of the case, and its turn is shared with others that want the same."""
    wanted = cases.emulated(case.handlers, machine.native, machine.foreign)
    if case.handlers == cases.INSIDE:
        interpreters = {each: emulator_place(each) for each in wanted}
        TURN.take((cases.INSIDE, interpreters), lambda: handlers.shared(interpreters, flags=""))
    else:
        share_turn(wanted)
    if case.handlers != cases.REGISTERED:
        skip_where_executed(program, cases.others(machine.native, machine.foreign))


@pytest.fixture(scope="module")
def states(
    engine: PrivateEngine | NamedEngine,
    published: str,
    images: dict[str, Image | Index],
    machine: Machine,
    builds: dict[str, Image],
) -> Iterator[States]:
    prepared = States(engine.host, published, images, builds, machine)
    yield prepared
    prepared.clear()
    prepared.engine.close()


@pytest.fixture(scope="module")
def sides(
    somebody: Person, states: States, machine: Machine, program: Callable[[str], str], programs: str
) -> Iterator[Sides]:
    # A home is in the folder for temporary files, which an engine in a chroot sees.
    mounted = str(shutil.copy(program(machine.native), somebody.environment["HOME"]))
    platforms = {word: f"linux/{name}" for word, name in (("native", machine.native), ("foreign", machine.foreign))}
    packed = cases.others(machine.native, machine.foreign)
    opened = Sides(somebody, states, platforms | {"program": mounted}, (*packed, "--from", programs))
    yield opened
    opened.have_pack(wanted=False)


@pytest.fixture
def telling(case: Case, kind: str, machine: Machine, states: States) -> Callable[[list[str]], str]:
    """What is told of a case that ended otherwise: its engine, its seed, the differences, and commands to paste."""

    def told(found: list[str]) -> str:
        platforms = {cases.NATIVE: f"linux/{machine.native}", cases.FOREIGN: f"linux/{machine.foreign}"}
        emulated = cases.emulated(case.handlers, machine.native, machine.foreign)
        packed = cases.others(machine.native, machine.foreign)
        typed = script(case, platforms, states.pulls[case.image], emulated, packed)
        again = f"ANYARCH_TEST_ENGINE={kind} ANYARCH_DIFFERENTIAL_CASE={shlex.quote(str(case))}"
        drawn = f"drawn with the seed {cases.seed(os.environ)}"
        return "\n".join(
            [f"{kind}, {drawn}: {case}", *found, "", f"# again: {again} pytest tests/real/differential", typed]
        )

    return told


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function.__name__ == "test_a_command_ends_as_with_plain_docker":
        here = native().name
        foreign = "arm64" if here == "amd64" else "amd64"
        tried = cases.chosen(cases.every(recipes(here, foreign), here), os.environ)
        metafunc.parametrize("case", tried, ids=str)
