"""For the test of faults: the scene, and the cases."""

import os
import tempfile
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import NamedEngine
from tests.laboratory import debian
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_line import FaultyLine
from tests.laboratory.images import Image, Index
from tests.laboratory.person import Person
from tests.real.conftest import Machine, share_turn, skip_where_executed
from tests.real.differential.cases import others
from tests.real.differential.states import States
from tests.real.faults import cases
from tests.real.faults.commands import COMMANDS, HANDLERS, Command
from tests.real.faults.equipment import Equipment
from tests.real.faults.scene import Scene
from tests.real.faults.user import User


@pytest.fixture(autouse=True)
def emulated(request: pytest.FixtureRequest, machine: Machine, program: Callable[[str], str]) -> None:
    """The kernel has handlers as in most tests, and none for the image that is never executed, if that counts."""
    case = request.getfixturevalue("case") if "case" in request.fixturenames else None
    command = COMMANDS[case.command] if case else None
    if command and command.leaves == HANDLERS:
        request.getfixturevalue("emptied_handlers")
        return
    if command and not command.is_foreign:
        return
    share_turn(others(machine.native, machine.foreign))
    skip_where_executed(program, ["s390x"])


@pytest.fixture(scope="module")
def scene(  # noqa: PLR0913, PLR0917 - fixtures, which the equipment of a scene comes from
    engine: PrivateEngine | NamedEngine,
    engine_socket: str,
    somebody: Person,
    published: str,
    published_installer: str,
    images: dict[str, Image | Index],
    machine: Machine,
    builds: dict[str, Image],
    programs: str,
) -> Iterator[Scene]:
    debian.install("strace", "libfaketime")
    host, _, port = published.partition(":")
    with (
        tempfile.TemporaryDirectory(prefix="anyarch-faults-") as folder,
        FaultyLine(engine_socket, os.path.join(folder, "docker.sock")) as to_engine,
        FaultyLine((host, int(port))) as to_registry,
    ):
        states = States(engine.host, to_registry.address, images, builds, machine)
        installer = f"{to_registry.address}/{published_installer.partition('/')[2]}"
        own = engine if isinstance(engine, PrivateEngine) else None
        equipment = Equipment(somebody, states, own, folder, programs, installer)
        yield Scene(User(equipment, to_engine, folder), to_registry, machine.foreign)
        equipment.prepare(Command(()))
        states.clear()
        states.engine.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", cases.chosen(os.environ), ids=str)
