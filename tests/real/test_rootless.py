"""An engine without privileges: what holds for others holds for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Chosen
from tests.laboratory import suites
from tests.laboratory.person import Person
from tests.laboratory.rootless import MACHINE, RootlessEngine
from tests.laboratory.suites import SUITES
from tests.real.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def rootless() -> Iterator[RootlessEngine]:
    with RootlessEngine(suites.chroot(SUITES["trixie"])) as running:
        yield running


@pytest.fixture
def user(tmp_path: Path, rootless: RootlessEngine, chosen: Chosen, installed: Person) -> Person:
    somebody = Person(str(tmp_path / "home"), rootless.host, chosen.client)
    somebody.install_as(installed)
    return somebody


@pytest.fixture
def reached(published: str) -> str:
    """The registry, as the engine's own network has it."""
    return published.replace("127.0.0.1", MACHINE)


def test_a_native_image_runs_as_without_anyarch(user: Person, reached: str, machine: Machine) -> None:
    assert "name=rootless" in user.real_docker("info", "--format", "{{.SecurityOptions}}").output
    done = user.docker("run", *QUIETLY, f"{reached}/multi")
    assert (done.status, done.output.strip()) == (0, machine.native_name), done.errors
    assert "anyarch" not in done.errors


def test_a_foreign_image_runs_where_there_is_an_emulator_and_else_one_knows_why(
    user: Person, reached: str, machine: Machine, *, emulation: bool
) -> None:
    done = user.docker("run", *QUIETLY, f"{reached}/armonly-index")
    if emulation:
        assert (done.status, done.output.strip()) == (0, machine.foreign_name), done.errors
    else:
        assert done.status == 125
        assert "has no emulator" in done.errors
    user.real_docker("rmi", "--force", f"{reached}/armonly-index")


@pytest.mark.parametrize("registered", ["absent"], indirect=True)
def test_a_pack_is_filled_used_and_removed(
    user: Person, reached: str, machine: Machine, programs: str, *, emulation: bool
) -> None:
    image = f"{reached}/armonly-index"
    words = ("run", *QUIETLY, image, "sh", "-c", "uname -m | cat; exit 7")
    packed = user.anyarch("emulators", "pack", machine.foreign, "--from", programs)
    assert packed.status == 0, packed.errors
    done = user.docker(*words)
    assert (done.status, done.output.strip(), emulation) == (7, machine.foreign_name, False), done.errors
    assert user.anyarch("emulators", "pack", "--remove").output.startswith("removed   anyarch-pack-")
    assert user.real_docker("volume", "ls", "--quiet").output == ""
    assert user.docker(*words).status not in {0, 7}
    user.real_docker("rmi", "--force", image)
