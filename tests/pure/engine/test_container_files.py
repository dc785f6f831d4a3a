import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.emulators.handlers import table
from anyarch.engine import container_files
from anyarch.engine.client import Client
from anyarch.oci.platforms import Platform
from anyarch.person.errors import UnreachableError
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answers, Garbage, RecordingEngine
from tests.laboratory.recording_engine.exchange import head

NO_ARCHIVE = b"x" * 1024
FILE = {"size": 5}
NONSENSE: tuple[object, ...] = (None, [], "no", {}, {"size": "5"}, {"linkTarget": 5})


def archive(facts: object) -> Garbage:
    """An answer about a file in a container, whose facts are in a header."""
    stat = base64.b64encode(json.dumps(facts).encode()).decode()
    return Garbage(head(200, {"X-Docker-Container-Path-Stat": stat, "Content-Length": len(NO_ARCHIVE)}) + NO_ARCHIVE)


def copy(client: Client) -> None:
    container_files.copied(client, "name", "/file", 10)


def look(client: Client) -> None:
    table.listed(client, Platform("linux", "amd64"))


@pytest.mark.parametrize(("step", "facts"), [*((copy, facts) for facts in NONSENSE), (copy, FILE), (look, FILE)])
def test_facts_that_make_no_sense_and_an_archive_that_is_none_are_errors_of_the_engines(
    tmp_path: Path, step: Callable[[Client], None], facts: object
) -> None:
    faults = {"/containers/*/archive": archive(facts)}
    with (
        RecordingEngine(tmp_path, Answers(faults=faults, loads_folders=True)) as engine,
        pytest.raises(UnreachableError),
        asked.client(engine.host) as client,
    ):
        step(client)
