"""Engines with a loopback of their own, and with this machine's, as real engines have them."""

from pathlib import Path

import pytest

from anyarch.catalog import loopback
from anyarch.catalog.catalog import Catalog
from anyarch.oci import references
from tests.cli.catalog.conftest import CONTENT
from tests.laboratory import asked
from tests.laboratory.daemon import Daemon
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_line import FaultyLine
from tests.laboratory.faulty_registry import FaultyRegistry

pytestmark = pytest.mark.engine


class ElsewhereEngine(PrivateEngine):
    """An engine with a network of its own, such as a rootless one, on the same machine."""

    def launch(self, *words: str) -> Daemon:
        return super().launch(*(["unshare", "--net"] if words[0] == "dockerd" else []), *words)


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
