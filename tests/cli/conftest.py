"""What the tests of the commands share: somebody with a recording docker, no shim yet, and an engine if they want one.

The engine answers as the test's module says, in its `WORLD`.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.laboratory.person import Person
from tests.laboratory.programs import PATH
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.recording_engine import RecordingEngine


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


@pytest.fixture
def engine(request: pytest.FixtureRequest, person: Person) -> Iterator[RecordingEngine]:
    with RecordingEngine(person.environment["HOME"], request.module.WORLD) as recording:
        yield recording


def report(person: Person, *words: str, status: int = 0, folder: str | None = None) -> dict[str, Any]:
    """What a command of anyarch's prints with ``--json``, and nothing else, when it ends so."""
    done = person.run([*person.command, *words], folder=folder)
    assert (done.status, done.errors) == (status, "")
    printed: dict[str, Any] = json.loads(done.output)
    return printed


def write_program(path: Path | str, script: str, interpreter: str = "/bin/sh") -> None:
    """Put a program there, which is a script, in a folder that is made if it is missing."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(f"#!{interpreter}\n{script}\n")
    Path(path).chmod(0o755)


def have_credential_helper(person: Person, script: str) -> None:
    """Have docker's settings name a helper for all logins, which is that script, in the person's PATH."""
    home = Path(person.environment["HOME"])
    (home / ".docker").mkdir(exist_ok=True)
    (home / ".docker" / "config.json").write_text('{"credsStore": "lab"}')
    write_program(home / "helpers" / "docker-credential-lab", script)
    person.environment["PATH"] += f":{home}/helpers"


def change_launcher(person: Person, piece: str, other: str) -> None:
    launcher = Path(person.shim, "docker")
    text = launcher.read_text()
    assert piece in text
    launcher.write_text(text.replace(piece, other))
