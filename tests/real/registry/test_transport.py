"""Certificates, sizes and redirects; on Docker's own registry with TLS where there is TLS."""

import time
from pathlib import Path

import pytest

from anyarch.person.errors import RefusedError, RegistryError
from anyarch.registry import transport
from anyarch.registry.transport import Request, Transport
from tests.cli.catalog.conftest import CONTENT
from tests.laboratory import certificates
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.registry import PrivateRegistry
from tests.pure.registry.conftest import PATIENCE, name, repository


def ask(url: str, environment: dict[str, str] | None = None, largest: int = transport.LARGEST) -> transport.Answer:
    return Transport(time.monotonic() + PATIENCE, environment or {}).ask(Request("GET", url, {}, largest))


@pytest.mark.usefixtures("registry")
def test_a_registry_with_tls_on_this_machine_is_found_as_docker_finds_it(tmp_path: Path) -> None:
    certificates.write(str(tmp_path))
    with PrivateRegistry(certificates=str(tmp_path)) as encrypted:
        with pytest.raises(RefusedError, match="status 404"):
            repository(encrypted.address, "any").digest(name(encrypted.address, "any"))
        unreadable = tmp_path / ".docker" / "certs.d" / encrypted.address / "client.cert"
        unreadable.parent.mkdir(parents=True)
        unreadable.write_text("none")
        with pytest.raises(RegistryError):
            ask(f"https://{encrypted.address}/v2/", {"HOME": str(tmp_path)})


def test_an_answer_may_be_as_large_as_allowed_and_no_larger() -> None:
    size = len(CONTENT.manifest.content)
    with FaultyRegistry(CONTENT) as registry:
        url = f"http://{registry.address}/v2/sound/manifests/latest"
        assert ask(url, largest=size).body == CONTENT.manifest.content
        with pytest.raises(RegistryError, match="too large"):
            ask(url, largest=size - 1)


def test_nobody_there_is_told_with_the_reason() -> None:
    with FaultyRegistry(CONTENT) as registry:
        address = registry.address
    with pytest.raises(RegistryError, match=r" did not answer: connection refused\.$"):
        repository(address, "sound").digest(name(address, "sound"))


@pytest.mark.parametrize("url", ["https://", "https://[", "https://exa mple/", "nonsense", "https://\ud800/"])
def test_a_url_that_is_none_is_no_answer(url: str) -> None:
    with pytest.raises(RegistryError):
        ask(url)


def test_a_proxy_is_asked_for_what_is_not_on_this_machine() -> None:
    with FaultyRegistry(CONTENT) as proxy:
        variables = {"HTTPS_PROXY": f"http://{proxy.address}"}
        with pytest.raises(RegistryError):
            ask("https://registry.example/v2/", variables)
        assert ask(f"http://{proxy.address}/v2/", {**variables, "HTTP_PROXY": "http://127.0.0.1:9"}).status == 200
