"""Registries without TLS, and engines with a loopback of their own, as real engines have them."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.catalog import loopback
from anyarch.catalog.catalog import Catalog
from anyarch.oci import references
from tests.cli.catalog.conftest import CONTENT, single
from tests.laboratory import asked
from tests.laboratory.daemon import Daemon
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.real.conftest import Store

pytestmark = pytest.mark.engine


class ElsewhereEngine(PrivateEngine):
    """An engine with a network of its own, such as a rootless one, on the same machine."""

    def launch(self, *words: str) -> Daemon:
        """Start dockerd without this machine's network."""
        return super().launch(*(["unshare", "--net"] if words[0] == "dockerd" else []), *words)


@contextlib.contextmanager
def forwarded(place: Path, target: str) -> Iterator[str]:
    """Another Unix socket that leads to one, as ssh and socat make them; its address."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)

    def relay(near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far:
            far.connect(target)
            back = threading.Thread(target=pump, args=(far, near))
            back.start()
            pump(near, far)
            back.join()

    def serve() -> None:
        with contextlib.suppress(OSError), listener:
            while True:
                threading.Thread(target=relay, args=listener.accept()[:1]).start()

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield f"unix://{place}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        serving.join()


def test_a_single_image_from_an_insecure_registry_is_known(registry: PrivateRegistry) -> None:
    port = registry.address.rpartition(":")[2]
    Publisher(registry.address).push("insecure", single("arm64"))
    name = references.parse(f"0.0.0.0:{port}/insecure")  # leads to this machine, and is no loopback by its name
    for insecure in (f"0.0.0.0:{port}", "0.0.0.0/32"):
        with PrivateEngine(options=("--insecure-registry", insecure)) as engine:
            found = Catalog(asked.engine(engine.host)).look_up(name)
            assert [str(each) for each in found.platforms] == ["linux/arm64"]


def test_an_engine_with_this_machines_loopback_is_known_also_by_a_forwarded_socket(
    store: Store, tmp_path: Path
) -> None:
    host = store.person.environment["DOCKER_HOST"]
    assert loopback.is_shared(asked.engine(host))
    with forwarded(tmp_path / "s", host.removeprefix("unix://")) as other:
        assert loopback.is_shared(asked.engine(other))


def test_a_registry_on_loopback_is_not_asked_for_an_engine_with_a_network_of_its_own() -> None:
    with FaultyRegistry(CONTENT) as registry, ElsewhereEngine() as engine:
        assert not loopback.is_shared(asked.engine(engine.host))
        name = references.parse(f"{registry.address}/sound")
        assert not Catalog(asked.engine(engine.host)).has(name, CONTENT.manifest.digest)
        assert registry.asked == []
