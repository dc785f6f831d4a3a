"""Volumes and the containers that fill them, on a real engine: what a killed process leaves is removed."""

import signal
import subprocess
import sys

import pytest

from anyarch.emulators import probe
from anyarch.engine import leftovers, volumes
from anyarch.engine.leftovers import LABEL
from anyarch.oci import platforms
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.person import Person

pytestmark = pytest.mark.engine

# A process that is killed while it has such a container.
KILLED = """
import os, signal, sys
from anyarch.emulators import machine_code
from anyarch.engine import one_off, volumes
from tests.laboratory import asked
engine = asked.engine(sys.argv[1])
files = {"program": machine_code.probe(engine.platform().architecture)}
with (
    engine.client(100) as client,
    one_off.loaded(client, engine.platform(), "anyarch-filled", files) as tag,
    volumes.container(client, tag),
):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left(person: Person, verb: str) -> str:
    return person.real_docker(verb, "--all", "--quiet", "--filter", f"label={LABEL}").output


def test_the_next_probe_removes_what_a_killed_process_leaves(person: Person) -> None:
    words = [sys.executable, "-c", KILLED, person.environment["DOCKER_HOST"]]
    assert subprocess.run(words, cwd=REPOSITORY, check=False).returncode == -signal.SIGKILL
    assert left(person, "ps")
    assert left(person, "images")
    probe.ask(asked.engine(person.environment["DOCKER_HOST"]), platforms.parse(f"linux/{native().name}"))
    assert (left(person, "ps"), left(person, "images")) == ("", "")


# A process that ends while it has a volume that nothing uses: an engine that dies may forget the container.
FORGOTTEN = """
import sys
from anyarch.engine import leftovers, volumes
from tests.laboratory import asked
with asked.engine(sys.argv[1]).client(100) as client:
    volumes.create(client, "anyarch-tests-forgotten", leftovers.labels("test"))
"""


def test_the_next_probe_removes_the_volumes_of_processes_that_have_ended(person: Person) -> None:
    engine = asked.engine(person.environment["DOCKER_HOST"])
    words = [sys.executable, "-c", FORGOTTEN, person.environment["DOCKER_HOST"]]
    assert subprocess.run(words, cwd=REPOSITORY, check=False).returncode == 0
    with engine.client(100) as client:
        volumes.create(client, "anyarch-tests-used", leftovers.labels("test"))
        assert volumes.labeled(client, LABEL) == {"anyarch-tests-forgotten", "anyarch-tests-used"}
        probe.ask(engine, platforms.parse(f"linux/{native().name}"))
        assert volumes.labeled(client, LABEL) == {"anyarch-tests-used"}
        assert volumes.remove(client, "anyarch-tests-used")
