"""Each fault does what its name says, seen byte by byte: else a test of failing open would pass for nothing."""

import json
from collections.abc import Iterator
from time import monotonic

import pytest

from tests.laboratory.bare_client import ask, connect
from tests.laboratory.recording_engine import (
    Answer,
    Answers,
    Crumbs,
    CutOff,
    Fault,
    Flood,
    Garbage,
    Hang,
    HangUp,
    RecordingEngine,
    Redirect,
    Trickle,
    WrongLength,
    index,
    refused,
)

OFFER = index("linux/amd64", "linux/arm64")
BODY = json.dumps(OFFER.document).encode()
PATH = "/distribution/a/json"


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("e"))


@pytest.fixture
def engine(folder: str) -> Iterator[RecordingEngine]:
    with RecordingEngine(folder, Answers()) as engine:
        yield engine


def length(answer: bytes) -> int:
    return int(answer.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (HangUp(), b"", b""),
        (CutOff(OFFER), b"HTTP/1.1 200 OK", BODY[: len(BODY) // 2]),
        (WrongLength(OFFER, len(BODY) + 5), b"HTTP/1.1 200 OK", BODY),
        (WrongLength(OFFER, 5), b"HTTP/1.1 200 OK", BODY),
        (Trickle(OFFER, pause=0), b"HTTP/1.1 200 OK", BODY),
        (Answer(200, [1, {"Platforms": "x"}]), b"HTTP/1.1 200 OK", b'[1, {"Platforms": "x"}]'),
        (refused(401, "no"), b"HTTP/1.1 401 Unauthorized", b'{"message": "no"}'),
        (refused(404, "no"), b"HTTP/1.1 404 Not Found", b'{"message": "no"}'),
        (refused(429, "no"), b"HTTP/1.1 429 Too Many Requests", b'{"message": "no"}'),
        (refused(500, "no"), b"HTTP/1.1 500 Internal Server Error", b'{"message": "no"}'),
    ],
    ids=repr,
)
def test_fault(engine: RecordingEngine, fault: Fault, status: bytes, body: bytes) -> None:
    engine.become(Answers(distribution={"a": OFFER}, faults={"/distribution/*": fault}))
    answer = ask(engine.host, "/v1.41/distribution/a/json")
    assert answer.partition(b"\r\n")[0] == status
    assert answer.partition(b"\r\n\r\n")[2] == body
    [request] = engine.requests_for("GET", PATH)
    assert request.version == "1.41"
    assert ask(engine.host, "/_ping").startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    ("fault", "announced"),
    [(CutOff(OFFER), len(BODY)), (WrongLength(OFFER, 5), 5), (WrongLength(OFFER, 9999), 9999), (OFFER, len(BODY))],
    ids=repr,
)
def test_announced_length(engine: RecordingEngine, fault: Fault, announced: int) -> None:
    engine.become(Answers(faults={PATH: fault}))
    assert length(ask(engine.host, PATH)) == announced


def test_garbage_is_no_http(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Garbage(b"\xff\x00")}))
    assert ask(engine.host, PATH) == b"\xff\x00"


def test_flood(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Flood(1_000_001)}))
    answer = ask(engine.host, PATH)
    assert answer.count(b" ") >= 1_000_001
    assert b"Content-Length" not in answer
    assert answer.endswith(b"\r\n0\r\n\r\n")


def test_crumbs_are_chunks_of_one_byte(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Crumbs(3)}))
    assert ask(engine.host, PATH).endswith(b"\r\n\r\n1\r\n \r\n1\r\n \r\n1\r\n \r\n0\r\n\r\n")


def test_redirect_names_another_place(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Redirect("/elsewhere")}))
    answer = ask(engine.host, PATH)
    assert answer.startswith(b"HTTP/1.1 307 ")
    assert b"\r\nLocation: /elsewhere\r\n" in answer


def test_flood_ends_with_its_client(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Flood(1 << 50)}))
    with connect(engine.host) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(10)
    engine.close()


@pytest.mark.parametrize("fault", [Hang(), Trickle(OFFER, pause=3600), Flood(1 << 50)], ids=repr)
def test_closing_is_prompt(engine: RecordingEngine, fault: Fault) -> None:
    engine.become(Answers(faults={PATH: fault}))
    with connect(engine.host) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        engine.await_request("GET", PATH, timeout=10)
        begun = monotonic()
        engine.close()
        assert monotonic() - begun < 1
        while connection.recv(65536):
            pass


def test_hang_says_nothing(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Hang()}))
    with connect(engine.host) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        engine.await_request("GET", PATH, timeout=10)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_trickle_keeps_its_pause(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Trickle(OFFER, pause=3600)}))
    with connect(engine.host) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(10) == b"H"
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_head_gets_no_body(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={"/_ping": OFFER}))
    answer = ask(engine.host, "/_ping", method="HEAD")
    assert length(answer) == len(BODY)
    assert answer.endswith(b"\r\n\r\n")
