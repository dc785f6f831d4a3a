import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import unix_socket
from anyarch.bare.endpoint import resolve
from anyarch.engine import ssh
from anyarch.engine.connection import Connection
from anyarch.person.errors import UnreachableError
from tests.laboratory import certificates
from tests.laboratory.recording_engine import Answer, Answers, Flood, Garbage, Hang, RecordingEngine, Redirect, Trickle

PATIENCE = 60.0


def ask(
    host: str, target: str = "/version", *, seconds: float = PATIENCE, flags: dict[str, str] | None = None
) -> unix_socket.Answer:
    endpoint = resolve({"host": host, **(flags or {})}, {})
    return Connection(endpoint, time.monotonic() + seconds).get(target, {"X-Test": "yes"})


@pytest.fixture(params=["unix", "tcp"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    """Where the recording engine listens: a socket in a folder, or, without one, TCP."""
    return tmp_path if request.param == "unix" else None


def test_both_ways_bring_the_same_answers_to_paths_without_version_and_send_dockers_headers(
    folder: Path | None, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text('{"HttpHeaders": {"X-Team": "one", "User-Agent": "mine"}}')
    with RecordingEngine(folder, Answers(architecture="arm64")) as recording:
        answer = ask(recording.host, flags={"config": str(tmp_path)})
        [request] = recording.requests
        assert ask(recording.host, "/images/nothing/json").status == 404
    assert answer.status == 200
    assert b'"Arch": "arm64"' in answer.body
    assert (request.path, request.version) == ("/version", "")
    assert (request.headers["x-test"], request.headers["x-team"]) == ("yes", "one")
    assert request.headers.get("user-agent") != "mine"


def test_nothing_is_asked_where_an_engine_leads(folder: Path | None) -> None:
    with RecordingEngine(folder, Answers(faults={"/version": Redirect("/elsewhere")})) as recording:
        with contextlib.suppress(UnreachableError):
            assert ask(recording.host).status == 307
        assert [request.path for request in recording.requests] == ["/version"]


@pytest.mark.parametrize(
    "fault",
    [Hang(), Trickle(Answer(200, {"slow": "x" * 10_000}), 0.01), Garbage(), Flood(100 << 20)],
    ids=["silent", "slow", "garbage", "endless"],
)
def test_no_way_waits_for_long_or_takes_everything_or_leaves_a_thread_that_does(
    folder: Path | None, fault: object
) -> None:
    before = threading.active_count()
    with RecordingEngine(folder, Answers(faults={"/version": fault})) as recording:  # type: ignore[dict-item]
        seconds = PATIENCE if isinstance(fault, Garbage | Flood) else 0.3
        with pytest.raises(UnreachableError, match="did not answer"):
            ask(recording.host, seconds=seconds)
    assert all(thread.daemon for thread in threading.enumerate()[before:])


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for host in (f"unix://{tmp_path}/none.sock", f"tcp://127.0.0.1:{port}", "npipe:////./pipe/docker"):
        with pytest.raises(UnreachableError):
            ask(host)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RecordingEngine, str]]:
    folder = str(tmp_path_factory.mktemp("certificates"))
    certificates.write(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server-cert.pem", f"{folder}/server-key.pem")
    context.load_verify_locations(f"{folder}/ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with RecordingEngine(None, Answers(), tls=context) as recording:
        yield recording, folder


def trusting(folder: str, trusted: str) -> dict[str, str]:
    """The flags with which docker trusts one certificate, and has one of its own."""
    own = {"tlscert": f"{folder}/cert.pem", "tlskey": f"{folder}/key.pem"}
    return {"tlsverify": "true", "tlscacert": f"{folder}/{trusted}", **own}


def test_tls_trusts_what_docker_trusts_an_authority_of_its_instructions_and_one_signed_by_another(
    encrypted: tuple[RecordingEngine, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    recording, folder = encrypted
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{folder}/cert.pem")
    for trusted in ("ca.pem", "server-cert.pem"):
        assert ask(recording.host, flags=trusting(folder, trusted)).status == 200
    with pytest.raises(UnreachableError, match="its certificate is not valid"):
        ask(recording.host, flags=trusting(folder, "cert.pem"))
    anybody = trusting(folder, "none.pem") | {"tlsverify": "false"}
    assert ask(recording.host, flags=anybody).status == 200


def test_tls_needs_the_clients_certificate_and_the_authoritys(encrypted: tuple[RecordingEngine, str]) -> None:
    recording, folder = encrypted
    for missing in ({"tlscert": "/nowhere", "tlskey": "/nowhere"}, {"tlscacert": "/nowhere"}):
        with pytest.raises(UnreachableError):
            ask(recording.host, flags=trusting(folder, "ca.pem") | missing)


def test_a_login_of_the_netrc_file_is_not_for_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with RecordingEngine(None, Answers()) as recording:
        ask(recording.host)
        assert "authorization" not in recording.requests[0].headers


def test_ssh_is_never_to_prompt_or_to_wait() -> None:
    assert ssh.command("ssh://server", 2)[:6] == ["ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=2"]
