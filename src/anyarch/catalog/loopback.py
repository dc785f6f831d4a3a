"""Whether ``localhost`` is the same machine for the engine as for this process: only then a registry there is the same.

Where an engine's socket is says nothing about it: a Unix socket may be forwarded by ssh or socat, belong to a virtual
machine, or to a rootless engine, which has a network of its own. So the engine is asked to look up an image in a
registry on 127.0.0.1, at a port of this process, under a name that cannot be guessed. If it comes, it is here. This is
the request with which images are looked up anyway: it pulls nothing, and takes milliseconds.

An engine that has another host name or kernel is not asked.
"""

import contextlib
import hashlib
import os
import secrets
import socket
import threading
import time
from typing import Self

from anyarch.bare import documents
from anyarch.engine import Engine
from anyarch.person.errors import EngineError

_LONGEST_REQUEST = 1 << 16
_TLS = b"\x16"  # engines try TLS first; closing the connection shows them that there is none
_INDEX = b'{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: application/vnd.oci.image.index.v1+json\r\n"
    b"Docker-Content-Digest: sha256:" + hashlib.sha256(_INDEX).hexdigest().encode() + b"\r\n"
    b"Content-Length: " + str(len(_INDEX)).encode() + b"\r\n"
    b"Connection: close\r\n\r\n"
)


def seems_shared(engine: Engine, info: object) -> bool:
    """Whether the engine may be on this machine: it has a socket here, and this machine's name and kernel."""
    machine = os.uname()
    named = (documents.text(info, "Name"), documents.text(info, "KernelVersion"))
    return bool(engine.endpoint.socket_path) and named == (machine.nodename, machine.release)


def is_shared(engine: Engine) -> bool:
    """Whether the engine reaches this process by 127.0.0.1; no if there is no answer by its deadline."""
    name = secrets.token_hex()
    with contextlib.suppress(OSError), _Registry(name, engine.deadline) as registry:
        with contextlib.suppress(EngineError):
            engine.document(f"/distribution/127.0.0.1:{registry.port}/{name}:latest/json")
        return registry.is_found
    return False


class _Registry:
    """A registry on 127.0.0.1 with an empty index under every name, which notices when it is asked for one name."""

    def __init__(self, name: str, deadline: float) -> None:
        self._wanted = f"/v2/{name}/manifests/".encode()
        self._deadline = deadline
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_found = False

    def __enter__(self) -> Self:
        """Answer from now on."""
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Answer no more."""
        self._listener.close()

    def _serve(self) -> None:
        # An OSError is a client that has gone, or the end.
        with contextlib.suppress(OSError):
            while True:
                self._listener.settimeout(max(0.01, self._deadline - time.monotonic()))
                connection, _ = self._listener.accept()
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(max(0.01, self._deadline - time.monotonic()))
                    self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received and len(received) < _LONGEST_REQUEST:
            piece = connection.recv(_LONGEST_REQUEST)
            if not piece or (not received and piece.startswith(_TLS)):
                return
            received += piece
        method, target, *_ = [*received.split(b" ", 2), b"", b""]
        self.is_found |= target.startswith(self._wanted)
        connection.sendall(_ANSWER + (b"" if method == b"HEAD" else _INDEX))
