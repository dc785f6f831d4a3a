import contextlib
import os
import socket
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from anyarch.engine import one_off, removal
from anyarch.engine.client import Client
from anyarch.person.errors import RefusedError, UnreachableError
from tests.laboratory import asked
from tests.laboratory.recording_engine import Answer, Answers, Fault, Flood, RecordingEngine, classic_image

GONE = {"message": "gone"}
OF_ANOTHER = Answer(200, [{"Os": [], "Architecture": {}, "Id": 7}])  # what no engine answers to these requests


def copy(client: Client) -> None:
    one_off.archive(client, "tag", "/", (), 10)


@pytest.mark.parametrize(
    ("fault", "answer", "step"),
    [
        ("/containers/*/start", OF_ANOTHER, lambda client: client.start("name")),
        ("/containers/*/archive", Flood(1 << 20), copy),
    ],
    ids=["a start that is answered like something else", "an archive that is too large"],
)
def test_an_answer_that_is_not_read_to_its_end_is_closed_at_once(
    tmp_path: Path, fault: str, answer: Fault, step: Callable[[Client], None]
) -> None:
    answers = Answers(images={"tag": classic_image("tag", "linux/amd64")}, faults={fault: answer})
    with RecordingEngine(tmp_path, answers) as engine:
        with (
            pytest.raises(UnreachableError) as refused,
            asked.client(engine.host) as client,
        ):  # which has all that was open
            step(client)
        assert refused.tb
        assert connections(engine.host) == 0
        assert len([request for request in engine.requests if fnmatchcase(request.path, fault)]) == 1


@pytest.mark.parametrize(("remove", "path"), [(removal.container, "/containers/name"), (removal.image, "/images/name")])
@pytest.mark.parametrize(
    ("answer", "number"),
    [(OF_ANOTHER, 2), (Answer(429, {}), 2), (Answer(500, "no"), 2), (Answer(404, []), 1), (Answer(404, GONE), 1)],
)
def test_a_removal_is_asked_for_again_unless_the_engine_has_done_it_or_has_nothing_to_remove(
    tmp_path: Path, remove: Callable[[Client, str], None], path: str, answer: Answer, number: int
) -> None:
    with RecordingEngine(tmp_path, Answers(faults={path: answer})) as engine:
        with asked.client(engine.host) as client:
            remove(client, "name")
        assert len(engine.requests_for("DELETE", path)) == number


def test_an_error_without_a_reason_is_one_of_the_engines(tmp_path: Path) -> None:
    with (
        RecordingEngine(tmp_path, Answers(faults={"/images/name": Answer(429, {})})) as engine,
        pytest.raises(RefusedError, match=r"^The engine answered: status 429, and no reason\.$") as refused,
        asked.client(engine.host) as client,
    ):
        client.remove_image("name")
    assert refused.value.status == 429


def test_few_files_stay_open_however_many_paths_are_asked_about(tmp_path: Path) -> None:
    with RecordingEngine(tmp_path, Answers(faults={"/images/*": Answer(404, GONE)})) as engine:
        with asked.client(engine.host) as client:
            for number in range(20):
                removal.image(client, f"name{number}")
            assert 1 <= connections(engine.host) <= 5
        assert len(engine.requests) == 1 + 20


def connections(host: str) -> int:
    """How many sockets of this process are connected to a host, which is a Unix socket."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError), socket.socket(fileno=os.dup(int(name))) as each:
            found += f"unix://{each.getpeername()}" == host
    return found
