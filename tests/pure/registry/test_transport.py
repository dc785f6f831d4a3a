import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.person.errors import RegistryError
from anyarch.registry.transport import Request, Transport
from tests.laboratory import certificates
from tests.laboratory.recording_engine import Answers, RecordingEngine

PATIENCE = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("certificates")
    certificates.write(str(written))
    return written


@pytest.fixture(scope="module")
def domain(folder: Path) -> Iterator[str]:
    """A server with TLS, on 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server-cert.pem", folder / "server-key.pem")
    with RecordingEngine(None, Answers(), tls=context) as recording:
        yield recording.host.partition("://")[2]


def status(domain: str, home: Path, *, is_verified: bool = True) -> int:
    transport = Transport(time.monotonic() + PATIENCE, {"HOME": str(home)})
    return transport.ask(Request("GET", f"https://{domain}/version", {}, is_verified=is_verified)).status


@pytest.mark.parametrize("trusted", ["ca.pem", "server-cert.pem"])
def test_a_certificate_that_docker_has_for_a_registry_is_trusted_as_docker_does(
    folder: Path, domain: str, tmp_path: Path, trusted: str
) -> None:
    place = tmp_path / ".docker" / "certs.d" / domain
    place.mkdir(parents=True)
    (place / "ca.crt").write_bytes((folder / trusted).read_bytes())
    assert status(domain, tmp_path) == 200


def test_another_certificate_is_not_trusted_unless_any_is(domain: str, tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="its certificate is not valid"):
        status(domain, tmp_path)
    assert status(domain, tmp_path, is_verified=False) == 200
