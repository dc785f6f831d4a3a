"""A bare client, which takes bytes as they come, sees how the recording engine listens, fails and closes."""

import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from threading import Thread
from time import monotonic

import pytest

from laboratory.recording_engine import (
    Answer,
    Answers,
    CutOff,
    Fault,
    Flood,
    Garbage,
    Hang,
    HangUp,
    RecordingEngine,
    Trickle,
    WrongLength,
    classic_image,
    containerd_image,
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


def connect(engine: RecordingEngine) -> socket.socket:
    if engine.host.startswith("tcp://"):
        address, _, port = engine.host.removeprefix("tcp://").rpartition(":")
        return socket.create_connection((address, int(port)), timeout=10)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(10)
    connection.connect(engine.host.removeprefix("unix://"))
    return connection


def ask(engine: RecordingEngine, path: str, *, method: str = "GET", body: bytes = b"", headers: str = "") -> bytes:
    """All bytes that come until the engine, told so or at fault, is done with the connection."""
    with connect(engine) as connection:
        head = f"{method} {path} HTTP/1.1\r\nHost: docker\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def document(answer: bytes) -> object:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


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
    answer = ask(engine, "/v1.41/distribution/a/json")
    assert answer.partition(b"\r\n")[0] == status
    assert answer.partition(b"\r\n\r\n")[2] == body
    [request] = engine.requests_for("GET", PATH)
    assert request.version == "1.41"
    assert ask(engine, "/_ping").startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize(
    ("fault", "announced"),
    [(CutOff(OFFER), len(BODY)), (WrongLength(OFFER, 5), 5), (WrongLength(OFFER, 9999), 9999), (OFFER, len(BODY))],
    ids=repr,
)
def test_announced_length(engine: RecordingEngine, fault: Fault, announced: int) -> None:
    engine.become(Answers(faults={PATH: fault}))
    assert length(ask(engine, PATH)) == announced


def test_garbage_is_no_http(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Garbage(b"\xff\x00")}))
    assert ask(engine, PATH) == b"\xff\x00"


def test_flood(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Flood(1_000_001)}))
    answer = ask(engine, PATH)
    assert answer.count(b" ") >= 1_000_001
    assert b"Content-Length" not in answer
    assert answer.endswith(b"\r\n0\r\n\r\n")


def test_flood_ends_with_its_client(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Flood(1 << 50)}))
    with connect(engine) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(10)
    engine.close()


@pytest.mark.parametrize("fault", [Hang(), Trickle(OFFER, pause=3600), Flood(1 << 50)], ids=repr)
def test_closing_is_prompt(engine: RecordingEngine, fault: Fault) -> None:
    engine.become(Answers(faults={PATH: fault}))
    with connect(engine) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        engine.await_request("GET", PATH, timeout=10)
        begun = monotonic()
        engine.close()
        assert monotonic() - begun < 1
        while connection.recv(65536):
            pass


def test_hang_says_nothing(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Hang()}))
    with connect(engine) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        engine.await_request("GET", PATH, timeout=10)
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_trickle_keeps_its_pause(engine: RecordingEngine) -> None:
    engine.become(Answers(faults={PATH: Trickle(OFFER, pause=3600)}))
    with connect(engine) as connection:
        connection.sendall(f"GET {PATH} HTTP/1.1\r\n\r\n".encode())
        assert connection.recv(10) == b"H"
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)


@pytest.mark.parametrize("path", ["attach", "wait?condition=removed", "wait?condition=next-exit"])
def test_closing_ends_waits(engine: RecordingEngine, path: str) -> None:
    engine.become(Answers(images={"a": classic_image("a", "linux/amd64")}))
    created = document(ask(engine, "/containers/create", method="POST", body=b'{"Image": "a"}'))
    assert isinstance(created, dict)
    asking = Thread(target=ask, args=(engine, f"/containers/{created['Id']}/{path}"), kwargs={"method": "POST"})
    asking.start()
    engine.await_request("POST", f"/containers/*/{path.partition('?')[0]}", timeout=10)
    engine.close()
    asking.join(timeout=10)
    assert not asking.is_alive()


def test_closing_leaves_no_socket(folder: str) -> None:
    for _ in range(2):
        with RecordingEngine(folder, Answers()) as engine:
            assert os.listdir(folder) == ["engine.sock"]
        engine.close()
        assert os.listdir(folder) == []


def test_connection_serves_several_requests(engine: RecordingEngine) -> None:
    with connect(engine) as connection, closing(connection.makefile("rb")) as stream:
        for _ in range(3):
            connection.sendall(b"GET /nowhere HTTP/1.1\r\n\r\n")
            lines = list(iter(stream.readline, b"\r\n"))
            assert lines[0] == b"HTTP/1.1 404 Not Found\r\n"
            assert stream.read(29) == b'{"message": "page not found"}'
    assert len(engine.requests_for("GET", "/nowhere")) == 3


def test_request_is_taken_apart(engine: RecordingEngine) -> None:
    ask(
        engine,
        "/v1.44/images/a%2Fb/json?x=1&x=2&y=%7B%7D&z",
        method="PUT",
        body=b'5\r\n{"a":\r\n3;e=1\r\n 1}\r\n0\r\nTrailer: x\r\n\r\n',
        headers="X-Registry-Auth:  e30= \r\nTransfer-Encoding: chunked\r\n",
    )
    [request] = engine.requests
    assert (request.method, request.version, request.path) == ("PUT", "1.44", "/images/a/b/json")
    assert request.query == {"x": "1", "y": "{}", "z": ""}
    assert request.headers["x-registry-auth"] == "e30="
    assert request.body == {"a": 1}


def test_what_is_not_http_is_dropped(engine: RecordingEngine) -> None:
    with connect(engine) as connection:
        connection.sendall(b"\x16\x03\x01\r\n")
        assert connection.recv(1) == b""
    assert engine.requests == ()


def test_request_that_does_not_come(engine: RecordingEngine) -> None:
    with pytest.raises(TimeoutError, match="no GET /nowhere within"):
        engine.await_request("GET", "/nowhere", timeout=0.01)


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/v1.47/images/a/json?manifests=1", set()),
        ("/v1.48/images/a/json", {"Descriptor"}),
        ("/v1.48/images/a/json?manifests=1", {"Descriptor", "Manifests"}),
        ("/images/a/json?manifests=true", {"Descriptor", "Manifests"}),
    ],
)
def test_manifests_need_version_and_query(engine: RecordingEngine, target: str, shown: set[str]) -> None:
    image = containerd_image("a", "linux/arm64", listed=("linux/amd64",), shown="")
    engine.become(Answers(images={"a": image}))
    answer = document(ask(engine, target))
    assert isinstance(answer, dict)
    assert {"Descriptor", "Manifests"} & answer.keys() == shown
    assert (answer["Os"], answer["Architecture"]) == ("", "")
    assert [each["Available"] for each in answer.get("Manifests", [])] in ([], [True, False])


@pytest.mark.parametrize("reference", ["a", "a:latest", "library/a", "docker.io/library/a:latest"])
def test_spellings_of_a_reference(engine: RecordingEngine, reference: str) -> None:
    engine.become(Answers(distribution={"a": OFFER}))
    assert document(ask(engine, f"/distribution/{reference}/json")) == OFFER.document


def test_image_is_found_by_its_identifier(engine: RecordingEngine) -> None:
    image = classic_image("a", "linux/arm/v7")
    engine.become(Answers(images={"a": image}))
    assert document(ask(engine, f"/images/{image.document['Id']}/json")) == image.document
    assert image.document["Variant"] == "v7"


def test_tcp() -> None:
    with RecordingEngine(None, Answers(architecture="riscv64")) as engine:
        answer = document(ask(engine, "/version"))
        assert isinstance(answer, dict)
        assert answer["Arch"] == "riscv64"


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_tls(folder: str) -> None:
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost"
    made = ["openssl", *words.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate, key)
    answers = Answers(images={"a": classic_image("a", "linux/amd64")}, output=b"out\n", exit_status=7)
    with RecordingEngine(None, answers, tls=ours) as engine:
        with connect(engine), connect(engine) as connection:
            theirs = ssl.create_default_context(cafile=certificate)
            with theirs.wrap_socket(connection, server_hostname="127.0.0.1") as secured:
                secured.sendall(b"GET /_ping HTTP/1.1\r\n\r\n")
                assert secured.recv(65536).startswith(b"HTTP/1.1 200 OK")
        if client := shutil.which("docker"):
            words = f"--host {engine.host} --tlsverify --tlscacert {certificate} --tlscert {certificate} --tlskey {key}"
            done = subprocess.run([client, *words.split(), "run", "a"], capture_output=True, timeout=30, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (7, b"out\n", b"")
