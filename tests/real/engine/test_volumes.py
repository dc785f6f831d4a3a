"""Volumes on a real engine: those that processes have left are removed when these have ended."""

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
