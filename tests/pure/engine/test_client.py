import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.engine import removal
from anyarch.engine.client import Client, negotiated
from anyarch.person.errors import UnreachableError
from tests.laboratory.recording_engine import Answer, Answers, RecordingEngine

SECONDS = 60.0
OF_ANOTHER = Answer(200, [{"Os": [], "Architecture": {}, "Id": 7}])  # what no engine answers to these requests


def test_a_start_that_is_answered_like_something_else_is_not_waited_for(tmp_path: Path) -> None:
    with RecordingEngine(tmp_path, Answers(faults={"/containers/*/start": OF_ANOTHER})) as engine:
        with pytest.raises(UnreachableError), negotiated(resolve({"host": engine.host}, {}), SECONDS) as client:
            client.start("name")
        assert len(engine.requests_for("POST", "/containers/name/start")) == 1


@pytest.mark.parametrize(("remove", "path"), [(removal.container, "/containers/name"), (removal.image, "/images/name")])
@pytest.mark.parametrize(("answer", "number"), [(OF_ANOTHER, 2), (Answer(404, {"message": "gone"}), 1)])
def test_a_removal_that_is_answered_like_something_else_is_asked_for_again(
    tmp_path: Path, remove: Callable[[Client, str], None], path: str, answer: Answer, number: int
) -> None:
    with RecordingEngine(tmp_path, Answers(faults={path: answer})) as engine:
        with negotiated(resolve({"host": engine.host}, {}), SECONDS) as client:
            remove(client, "name")
        assert len(engine.requests_for("DELETE", path)) == number


def test_few_files_stay_open_however_many_paths_are_asked_about(tmp_path: Path) -> None:
    with RecordingEngine(tmp_path, Answers(faults={"/images/*": Answer(404, {"message": "gone"})})) as engine:
        with negotiated(resolve({"host": engine.host}, {}), SECONDS) as client:
            for number in range(20):
                removal.image(client, f"name{number}")
            assert 1 <= connections(engine.host.removeprefix("unix://")) <= 5
        assert len(engine.requests) == 1 + 20


def connections(path: str) -> int:
    """How many sockets of this process are connected to a path."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(name))) as each:
            found += each.getpeername() == path
    return found
