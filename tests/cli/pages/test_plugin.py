"""`docker anyarch`, and what docker asks it for after a failure, typed as pages show it."""

import pytest

from tests.cli.pages.conftest import ARM_LAPTOP, NATIVE
from tests.laboratory.reader import Reader
from tests.laboratory.recording_engine import RecordingEngine
from tests.real.install.test_hook import CLIENTS  # those that ask

PLUGIN = "docs/how-to/docker-anyarch.md"
HINT = "Get a hint after a failure"
README = "README.md"


def test_each_command_is_one_of_dockers(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(NATIVE)
    reader.installs()
    words = ("context", "create", "build-server", "--docker", f"host={engine.host}")
    assert reader.person.real_docker(*words).status == 0
    reader.types(PLUGIN, "Use it as `docker anyarch`", 0)


def test_a_run_that_fails_succeeds_with_the_shim(reader: Reader, engine: RecordingEngine) -> None:
    engine.become(ARM_LAPTOP)
    reader.quotes(README, "anyarch", 0, only=0)
    reader.installs()
    reader.quotes(README, "anyarch", 0, only=1)


def test_docker_shows_a_hint_after_a_failure(reader: Reader, engine: RecordingEngine) -> None:
    if reader.person.real not in CLIENTS:
        pytest.skip("before version 27, docker asks no plugin for a hint")
    engine.become(ARM_LAPTOP)
    reader.types(PLUGIN, HINT, 0)
    reader.quotes(PLUGIN, HINT, 1)
