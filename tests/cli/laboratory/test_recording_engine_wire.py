"""The recording engine seen byte by byte: each fault is what its name says, or failing open is not tested."""

import json
import socket
from collections.abc import Iterator

import pytest

from tests.laboratory.recording_engine import (
    Answers,
    Fault,
    Garbage,
    RecordingEngine,
    containerd_image,
    crumbs,
    cut_off,
    index,
    wrong_length,
)

OFFER = index("linux/amd64", "linux/arm64")
BODY = json.dumps(OFFER.document).encode()
OK = b"HTTP/1.1 200 OK"


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordingEngine]:
    with RecordingEngine(str(tmp_path_factory.mktemp("e")), Answers()) as engine:
        yield engine


def ask(engine: RecordingEngine, path: str) -> tuple[bytes, bytes]:
    """The head and the body of all that comes after a request, until the engine closes the connection."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(engine.host.removeprefix("unix://"))
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: docker\r\n\r\n".encode())
        connection.shutdown(socket.SHUT_WR)
        head, _, body = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")
        return head, body


@pytest.mark.parametrize(
    ("fault", "status", "header", "body"),
    [
        (Garbage(b"\xff\x00"), b"\xff\x00", b"", b""),
        (OFFER, OK, b"Content-Length: %d" % len(BODY), BODY),
        (cut_off(OFFER), OK, b"Content-Length: %d" % len(BODY), BODY[: len(BODY) // 2]),
        (wrong_length(OFFER, 9999), OK, b"Content-Length: 9999", BODY),
        (crumbs(2), OK, b"Transfer-Encoding: chunked", b"1\r\n \r\n1\r\n \r\n0\r\n\r\n"),
    ],
    ids=repr,
)
def test_a_fault_is_what_its_name_says(
    engine: RecordingEngine, fault: Fault, status: bytes, header: bytes, body: bytes
) -> None:
    engine.become(Answers(faults={"/distribution/*": fault}))
    head, sent = ask(engine, "/distribution/a/json")
    assert head.startswith(status)
    assert header in head
    assert sent == body


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
    assert {"Descriptor", "Manifests"} & json.loads(ask(engine, target)[1]).keys() == shown
