"""Podman, behind docker's client and behind its own `docker`: what works without anyarch works with it, and more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Chosen
from tests.laboratory import suites
from tests.laboratory.person import Person
from tests.laboratory.podman import SUITE, PrivatePodman
from tests.laboratory.registry import PrivateRegistry
from tests.real.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine

COMMANDS = [
    "run multi",
    "run --platform FOREIGN multi",
    "run --pull=never multi",
    "run armonly-index",
    "run armonly-single",
    "run mislabelled-rev",
    "run nothere",
    "create --network none multi",
    "pull -q multi",
    "pull -q armonly-index",
]


@pytest.fixture(scope="module")
def podman(registry: PrivateRegistry) -> Iterator[PrivatePodman]:
    with PrivatePodman(suites.chroot(SUITE), registry.address) as running:
        yield running


@pytest.fixture(params=["docker", "podman-docker"])
def user(request: pytest.FixtureRequest, tmp_path: Path, podman: PrivatePodman, chosen: Chosen) -> Iterator[Person]:
    """Somebody with the shim in front of docker's client at Podman's socket, or in front of podman-docker."""
    is_dockers = request.param == "docker"
    somebody = Person(str(tmp_path), podman.host if is_dockers else "", chosen.client if is_dockers else podman.docker)
    somebody.be_patient()
    somebody.install()
    yield somebody
    clear(somebody)


def clear(person: Person) -> None:
    for listed, remove in ((("ps", "--all"), "rm"), (("images",), "rmi")):
        for identity in person.real_docker(*listed, "--quiet").output.split():
            person.real_docker(remove, "--force", identity)


def line(command: str, published: str, machine: Machine) -> list[str]:
    verb, *rest = command.replace("FOREIGN", f"linux/{machine.foreign}").split()
    return [verb, *(QUIETLY if verb == "run" else ()), *rest[:-1], f"{published}/{rest[-1]}"]


@pytest.mark.usefixtures("no_handlers")
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_ends_as_without_anyarch(user: Person, published: str, machine: Machine, command: str) -> None:
    words = line(command, published, machine)
    without = user.real_docker(*words)
    clear(user)
    done = user.docker(*words)
    assert done.status == without.status
    assert command.startswith("create") or done.output == without.output
    assert "anyarch:" not in done.errors or (done.status != 0 and "has no emulator" in done.errors)


def test_a_foreign_local_image_runs_where_there_is_an_emulator_and_else_one_knows_why(
    user: Person, published: str, machine: Machine, *, emulation: bool
) -> None:
    image = f"{published}/armonly-index"
    assert user.real_docker("pull", "-q", "--platform", f"linux/{machine.foreign}", image).status == 0
    done = user.docker("run", *QUIETLY, image)
    is_asked = "DOCKER_HOST" in user.environment
    if emulation:
        assert (done.status, done.output.strip()) == (0, machine.foreign_name), done.errors
        assert "does not match" not in done.errors or not is_asked
    else:
        assert done.status != 0
        assert ("has no emulator" in done.errors) is is_asked, (done.errors, user.anyarch("log").output)
