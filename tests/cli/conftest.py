"""What the tests of the commands share: somebody with a recording docker, no shim yet, and no engine."""

import sys
from pathlib import Path

import pytest

from tests.laboratory.person import Person
from tests.laboratory.programs import PATH
from tests.laboratory.recording_docker import RecordingDocker


@pytest.fixture
def docker(tmp_path: Path) -> RecordingDocker:
    if sys.platform != "linux":
        pytest.skip("the recording docker reads /proc")
    return RecordingDocker(str(tmp_path / "real"))


@pytest.fixture
def person(tmp_path: Path, docker: RecordingDocker) -> Person:
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), f"unix://{home}/engine.sock", docker.path)
    somebody.environment["PATH"] = f"{tmp_path}/real:{PATH}"
    somebody.be_patient()
    return somebody
