"""A bare client sees how the recording engine listens, reads requests, answers and closes."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from tests.laboratory import certificates
from tests.laboratory.bare_client import ask, connect, document
from tests.laboratory.recording_engine import (
    Answers,
    RecordingEngine,
    classic_image,
    containerd_image,
    index,
)

OFFER = index("linux/amd64", "linux/arm64")


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("e"))


@pytest.fixture
def engine(folder: str) -> Iterator[RecordingEngine]:
    with RecordingEngine(folder, Answers()) as engine:
        yield engine


@pytest.mark.parametrize("path", ["attach", "wait?condition=removed", "wait?condition=next-exit"])
def test_closing_ends_waits(engine: RecordingEngine, path: str) -> None:
    engine.become(Answers(images={"a": classic_image("a", "linux/amd64")}))
    created = document(ask(engine.host, "/containers/create", method="POST", body=b'{"Image": "a"}'))
    assert isinstance(created, dict)
    asking = Thread(target=ask, args=(engine.host, f"/containers/{created['Id']}/{path}"), kwargs={"method": "POST"})
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
    with connect(engine.host) as connection, closing(connection.makefile("rb")) as stream:
        for _ in range(3):
            connection.sendall(b"GET /nowhere HTTP/1.1\r\n\r\n")
            lines = list(iter(stream.readline, b"\r\n"))
            assert lines[0] == b"HTTP/1.1 404 Not Found\r\n"
            assert stream.read(29) == b'{"message": "page not found"}'
    assert len(engine.requests_for("GET", "/nowhere")) == 3


def test_request_is_taken_apart(engine: RecordingEngine) -> None:
    ask(
        engine.host,
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


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("1.43", "client version 1.43 is too old. Minimum supported API version is 1.44, please upgrade your client"),
        ("1.53", "client version 1.53 is too new. Maximum supported API version is 1.52"),
        ("1.100", "client version 1.100 is too new. Maximum supported API version is 1.52"),
        ("1.44", ""),
        ("1.52", ""),
    ],
)
def test_version_that_is_not_spoken(engine: RecordingEngine, version: str, message: str) -> None:
    engine.become(Answers(api_version="1.52", minimum_api_version="1.44"))
    answer = ask(engine.host, f"/v{version}/info")
    assert answer.startswith(b"HTTP/1.1 400" if message else b"HTTP/1.1 200")
    assert message.encode() in answer


def test_what_is_not_http_is_dropped(engine: RecordingEngine) -> None:
    with connect(engine.host) as connection:
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
    answer = document(ask(engine.host, target))
    assert isinstance(answer, dict)
    assert {"Descriptor", "Manifests"} & answer.keys() == shown
    assert (answer["Os"], answer["Architecture"]) == ("", "")
    assert [each["Available"] for each in answer.get("Manifests", [])] in ([], [True, False])


@pytest.mark.parametrize("reference", ["a", "a:latest", "library/a", "docker.io/library/a:latest"])
def test_spellings_of_a_reference(engine: RecordingEngine, reference: str) -> None:
    engine.become(Answers(distribution={"a": OFFER}))
    assert document(ask(engine.host, f"/distribution/{reference}/json")) == OFFER.document


def test_image_is_found_by_its_identifier(engine: RecordingEngine) -> None:
    image = classic_image("a", "linux/arm/v7")
    engine.become(Answers(images={"a": image}))
    assert document(ask(engine.host, f"/images/{image.document['Id']}/json")) == image.document
    assert image.document["Variant"] == "v7"


def test_tcp() -> None:
    with RecordingEngine(None, Answers(architecture="riscv64")) as engine:
        answer = document(ask(engine.host, "/version"))
        assert isinstance(answer, dict)
        assert answer["Arch"] == "riscv64"


def test_tls(folder: str) -> None:
    certificates.write(folder)
    authority, certificate, key = (os.path.join(folder, name) for name in ("ca.pem", "cert.pem", "key.pem"))
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority)
    ours.load_cert_chain(os.path.join(folder, "server-cert.pem"), os.path.join(folder, "server-key.pem"))
    answers = Answers(images={"a": classic_image("a", "linux/amd64")}, output=b"out\n", exit_status=7)
    with RecordingEngine(None, answers, tls=ours) as engine:
        with connect(engine.host), connect(engine.host) as connection:
            theirs = ssl.create_default_context(cafile=authority)
            with theirs.wrap_socket(connection, server_hostname="127.0.0.1") as secured:
                secured.sendall(b"GET /_ping HTTP/1.1\r\n\r\n")
                assert secured.recv(65536).startswith(b"HTTP/1.1 200 OK")
        if client := shutil.which("docker"):
            words = f"--host {engine.host} --tlsverify --tlscacert {authority} --tlscert {certificate} --tlskey {key}"
            done = subprocess.run([client, *words.split(), "run", "a"], capture_output=True, timeout=30, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (7, b"out\n", b"")
