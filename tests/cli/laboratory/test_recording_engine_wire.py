"""The recording engine seen byte by byte: each fault is what its name says, or failing open is not tested."""

import json
import socket
from collections.abc import Iterator

import pytest

from tests.laboratory.recording_engine import (
    Answer,
    Answers,
    Fault,
    Flood,
    Garbage,
    Hang,
    RecordingEngine,
    Redirect,
    Trickle,
    containerd_image,
    crumbs,
    cut_off,
    index,
    refused,
    wrong_length,
)

OFFER = index("linux/amd64", "linux/arm64")
BODY = json.dumps(OFFER.document).encode()
PATH = "/distribution/a/json"
OK = b"HTTP/1.1 200 OK"
CHUNKED = b"Transfer-Encoding: chunked"


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    with RecordingEngine(str(tmp_path_factory.mktemp("e")), Answers()) as engine:
        yield engine


def connect(engine: RecordingEngine) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(60)
    connection.connect(engine.host.removeprefix("unix://"))
    return connection


def ask(engine: RecordingEngine, path: str) -> bytes:
    """All bytes that come after a request, until the engine closes the connection."""
    with connect(engine) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: docker\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize(
    ("fault", "status", "header", "body"),
    [
        (Garbage(b""), b"", b"", b""),
        (Garbage(b"\xff\x00"), b"\xff\x00", b"", b""),
        (OFFER, OK, b"Content-Length: %d" % len(BODY), BODY),
        (cut_off(OFFER), OK, b"Content-Length: %d" % len(BODY), BODY[: len(BODY) // 2]),
        (wrong_length(OFFER, 9999), OK, b"Content-Length: 9999", BODY),
        (wrong_length(OFFER, 5), OK, b"Content-Length: 5", BODY),
        (Trickle(OFFER, pause=0), OK, b"", BODY),
        (crumbs(2), OK, CHUNKED, b"1\r\n \r\n1\r\n \r\n0\r\n\r\n"),
        (Redirect("/elsewhere"), b"HTTP/1.1 307 Temporary Redirect", b"Location: /elsewhere", b""),
        (Answer(200, [1, {"Platforms": "x"}]), OK, b"", b'[1, {"Platforms": "x"}]'),
        (refused(401, "no"), b"HTTP/1.1 401 Unauthorized", b"", b'{"message": "no"}'),
        (refused(429, "no"), b"HTTP/1.1 429 Too Many Requests", b"", b'{"message": "no"}'),
        (refused(500, "no"), b"HTTP/1.1 500 Internal Server Error", b"", b'{"message": "no"}'),
    ],
    ids=repr,
)
def test_a_fault_is_what_its_name_says(
    engine: RecordingEngine, fault: Fault, status: bytes, header: bytes, body: bytes
) -> None:
    engine.become(Answers(distribution={"a": OFFER}, faults={"/distribution/*": fault}))
    head, _, sent = ask(engine, PATH).partition(b"\r\n\r\n")
    assert head.partition(b"\r\n")[0] == status
    assert header in head
    assert sent == body
    assert ask(engine, "/_ping").startswith(OK)


def test_a_flood_is_large_and_does_not_say_how_large(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Flood(1_000_001)}))
    answer = ask(engine, PATH)
    assert answer.count(b" ") >= 1_000_001
    assert b"Content-Length" not in answer


@pytest.mark.parametrize(("fault", "first"), [(Hang(), b""), (Trickle(OFFER, pause=3600), b"H")], ids=repr)
def test_one_that_waits_goes_on_waiting_until_the_engine_closes(
    engine: RecordingEngine, fault: Fault, first: bytes
) -> None:
    engine.become(Answers(faults={PATH: fault}))
    with connect(engine) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        engine.await_request("GET", PATH, timeout=10)
        assert connection.recv(len(first)) == first
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        engine.close()
        connection.settimeout(10)
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/v1.47/images/a/json?manifests=1", set()),
        ("/v1.48/images/a/json", {"Descriptor"}),
        ("/v1.48/images/a/json?manifests=1", {"Descriptor", "Manifests"}),
    ],
)
def test_manifests_need_version_and_query(engine: RecordingEngine, target: str, shown: set[str]) -> None:
    engine.become(Answers(images={"a": containerd_image("a", "linux/arm64", listed=("linux/amd64",), shown="")}))
    answer = json.loads(ask(engine, target).partition(b"\r\n\r\n")[2])
    assert {"Descriptor", "Manifests"} & answer.keys() == shown
    assert [each["Available"] for each in answer.get("Manifests", [])] in ([], [True, False])
