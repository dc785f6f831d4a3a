"""A line to a server on this machine: it hands on what clients and the server say. Other kinds do less, or more."""

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from typing import Self

Address = str | tuple[str, int]  # the path of a Unix socket, or a host and a port

PIECE = 1 << 16


class Line:
    """A line to a server for a `with` block, at the path of a Unix socket, or else at a port of 127.0.0.1."""

    def __init__(self, server: Address, place: str | None = None) -> None:
        self._server = server
        self._place = place
        self._lock = threading.Lock()
        self._listener, self.address = listening(place)

    def __enter__(self) -> Self:
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._place:
            with contextlib.suppress(OSError):
                os.unlink(self._place)

    def serve(self, client: socket.socket) -> None:
        """Carry a connection, in a thread of its own; an OSError ends it."""
        with self.connected() as server:
            relay(client, server)

    def connected(self) -> socket.socket:
        if isinstance(self._server, tuple):
            return socket.create_connection(self._server)
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._server)
        except OSError:
            server.close()
            raise
        return server

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            self.serve(client)


def listening(place: str | None) -> tuple[socket.socket, str]:
    """Take connections at the path of a Unix socket, or for None at a port on 127.0.0.1; with "127.0.0.1:PORT" then."""
    if place is None:
        listener = socket.create_server(("127.0.0.1", 0), backlog=socket.SOMAXCONN)
        return listener, f"127.0.0.1:{listener.getsockname()[1]}"
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(place)
        listener.listen(socket.SOMAXCONN)
    except OSError:
        listener.close()
        raise
    return listener, place


def relay(client: socket.socket, server: socket.socket, look: Callable[[bytes], None] | None = None) -> None:
    """Hand on what both say until both have ended; if wanted, each piece of the client's is looked at before."""
    back = threading.Thread(target=carry, args=(server, client), daemon=True)
    back.start()
    carry(client, server, look)
    back.join()


def carry(source: socket.socket, target: socket.socket, look: Callable[[bytes], None] | None = None) -> None:
    """Hand on what comes from one end to the other, until it ends or breaks."""
    with contextlib.suppress(OSError):
        while piece := source.recv(PIECE):
            if look:
                look(piece)
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
