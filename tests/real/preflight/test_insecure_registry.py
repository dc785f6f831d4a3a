"""A foreign image from a registry on the network that has no TLS: its first run is as private as the second.

A single manifest names no platform, so that the registry has to be asked for the image's configuration; and the engine,
whose flag --insecure-registry says so, asks it by HTTP.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Chosen
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Outcome, Person
from tests.real.conftest import Machine

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("no_handlers")]


@pytest.fixture
def insecure(published: str) -> str:
    """The registry by an address that leads to this machine, and is no loopback by its name."""
    return published.replace("127.0.0.1", "0.0.0.0")  # noqa: S104 - nothing listens there


@pytest.fixture
def user(tmp_path: Path, insecure: str, machine: Machine, chosen: Chosen, programs: str) -> Iterator[Person]:
    """A person with a pack, on an engine that knows the registry to be insecure."""
    with PrivateEngine(options=("--insecure-registry", insecure.partition("/")[0])) as engine:
        person = Person(str(tmp_path), engine.host, chosen.client)
        person.be_patient()
        person.install()
        packed = person.anyarch("emulators", "pack", machine.foreign, "--from", programs)
        assert packed.status == 0, packed.errors
        yield person


def test_it_runs_privately_at_first_and_once_it_is_local(user: Person, insecure: str, machine: Machine) -> None:
    words = ["run", "--rm", "--network", "none", "--quiet", f"{insecure}/armonly-single-v8", "uname", "-m"]
    for state in ("absent", "local"):
        assert user.docker(*words) == Outcome(0, f"{machine.foreign_name}\n", ""), state
    local = user.real_docker("images", "--format", "{{.Repository}}").output.split()
    assert local.count(f"{insecure}/armonly-single-v8") == 1
