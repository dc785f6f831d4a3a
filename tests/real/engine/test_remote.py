"""Engines that are not behind this machine's default socket: TCP, TLS, ssh, and contexts that name them."""

import os
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.engine.client import negotiated
from tests.cli.conftest import write_program
from tests.laboratory import ways as known_ways
from tests.laboratory.person import Person
from tests.laboratory.ways import Ways
from tests.real.conftest import QUIETLY, Machine

pytestmark = pytest.mark.engine


@pytest.fixture(params=known_ways.ALL)
def flags(request: pytest.FixtureRequest, ways: Ways, person: Person) -> list[str]:
    """The global flags of one way, whose variables and contexts the person has then."""
    return ways.take(request.param, person)


def test_a_foreign_image_runs_where_the_engine_emulates_and_nothing_of_the_probe_stays(
    flags: list[str], person: Person, published: str, machine: Machine, *, emulation: bool
) -> None:
    for _ in range(2):
        done = person.docker(*flags, "run", *QUIETLY, f"{published}/armonly-index")
        if emulation:
            assert (done.output.strip(), done.status, done.errors.count("anyarch")) == (machine.foreign_name, 0, 0)
        else:
            assert done.status == 125
            assert "has no emulator" in done.errors
    assert person.docker(*flags, "pull", "-q", f"{published}/armonly-index").status == 0
    told = person.real_docker(*flags, "image", "inspect", "-f", "{{.Architecture}}", f"{published}/armonly-index")
    assert told.output.strip() == machine.foreign
    assert person.real_docker(*flags, "rmi", f"{published}/armonly-index").status == 0
    assert person.real_docker(*flags, "ps", "--all", "--quiet").output == ""
    assert person.real_docker(*flags, "images", "--quiet").output == ""


def test_over_ssh_a_client_keeps_its_connection_and_ends_it(
    ways: Ways, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "started"
    write_program(tmp_path / "ssh", f'echo $$ >>{started}\nexec {ways.programs}/ssh "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with negotiated(resolve({"host": ways.ssh}, {}), 100) as client:
        for _ in range(3):
            assert client.info()["OSType"] == "linux"
        [process] = started.read_text().split()
        assert os.path.exists(f"/proc/{process}")
    assert not os.path.exists(f"/proc/{process}")
