"""The hook that docker calls after a command, for whoever has asked for it: real clients at a terminal."""

import subprocess

import pytest

from tests.laboratory.person import Person
from tests.laboratory.programs import every
from tests.laboratory.terminal import Terminal
from tests.real.conftest import NO_MATCH

pytestmark = pytest.mark.engine

FIRST_WITH_HOOKS = 27  # docker/cli pull requests 4376, 5024 and 5033: hooks, also after failures, with the error


def major(client: str) -> int:
    version = subprocess.run([client, "--version"], check=True, capture_output=True, text=True).stdout
    return int(version.split()[2].partition(".")[0])


CLIENTS = [client for client in every("docker") if major(client) >= FIRST_WITH_HOOKS]


def screen(person: Person, *words: str) -> tuple[str, str]:
    """What appears, and the status at the end."""
    line = ["sh", "-c", '"$@"; echo "status=$?."', "sh", *words]
    with Terminal(line, person.environment | {"TERM": "dumb"}, person.environment["HOME"]) as terminal:
        return terminal.expect("status="), terminal.expect(".")


@pytest.mark.parametrize("hook", ["--hook", "--no-hook"])
def test_after_a_failure_that_anyarch_knows_docker_points_at_diagnose(
    person: Person, published: str, kind: str, hook: str
) -> None:
    person.environment["DOCKER_CONFIG"] = person.environment["HOME"] + "/docker"
    assert person.anyarch("shim", "install", hook).status == 0
    image = f"{published}/armonly-index"
    for client in CLIENTS:
        seen, status = screen(person, client, "run", "--rm", image)
        assert NO_MATCH.get(kind, "no matching manifest") in seen
        assert status == "125"
        assert (f"docker anyarch diagnose {image}" in seen) == (hook == "--hook")


def test_other_ends_get_no_hint(person: Person, published: str) -> None:
    person.environment["DOCKER_CONFIG"] = person.environment["HOME"] + "/docker"
    assert person.anyarch("shim", "install", "--hook").status == 0
    for client in CLIENTS:
        fine = screen(person, client, "run", "--rm", "--network=none", f"{published}/multi")
        unknown = screen(person, client, "pull", f"{published}/nowhere")
        assert (fine[1], unknown[1]) == ("0", "1")
        assert "diagnose" not in fine[0] + unknown[0]
