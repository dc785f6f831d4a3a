"""Registries without TLS, and engines with a loopback of their own, as real engines have them."""

from pathlib import Path

import pytest

from anyarch.catalog import loopback
from anyarch.catalog.catalog import Catalog
from anyarch.oci import references
from tests.cli.catalog.conftest import CONTENT, single
from tests.laboratory import asked
from tests.laboratory.daemon import Daemon
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_line import FaultyLine
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry

pytestmark = pytest.mark.engine


class ElsewhereEngine(PrivateEngine):
    """An engine with a network of its own, such as a rootless one, on the same machine."""

    def launch(self, *words: str) -> Daemon:
        """Start dockerd without this machine's network."""
        return super().launch(*(["unshare", "--net"] if words[0] == "dockerd" else []), *words)


def test_a_single_image_from_an_insecure_registry_is_known(registry: PrivateRegistry) -> None:
    port = registry.address.rpartition(":")[2]
    Publisher(registry.address).push("insecure", single("arm64"))
    name = references.parse(f"0.0.0.0:{port}/insecure")  # leads to this machine, and is no loopback by its name
    for insecure in (f"0.0.0.0:{port}", "0.0.0.0/32"):
        with PrivateEngine(options=("--insecure-registry", insecure)) as engine:
            found = Catalog(asked.engine(engine.host)).look_up(name)
            assert [str(each) for each in found.platforms] == ["linux/arm64"]


def test_an_engine_with_this_machines_loopback_is_known_also_by_a_forwarded_socket(
    engine_socket: str, tmp_path: Path
) -> None:
    assert loopback.is_shared(asked.engine(f"unix://{engine_socket}"))
    with FaultyLine(engine_socket, str(tmp_path / "s")) as line:
        assert loopback.is_shared(asked.engine(f"unix://{line.address}"))


def test_a_registry_on_loopback_is_not_asked_for_an_engine_with_a_network_of_its_own() -> None:
    with FaultyRegistry(CONTENT) as registry, ElsewhereEngine() as engine:
        assert not loopback.is_shared(asked.engine(engine.host))
        name = references.parse(f"{registry.address}/sound")
        assert not Catalog(asked.engine(engine.host)).has(name, CONTENT.manifest.digest)
        assert registry.asked == []
