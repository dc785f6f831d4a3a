"""A line to a server on this machine: it hands on what clients and the server say. Other kinds do less, or more.

What a line is made of also serves others that listen.
"""

import contextlib
import os
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self

Address = str | tuple[str, int]  # the path of a Unix socket, or a host and a port

PIECE = 1 << 16


class Server(ABC):
    """It answers each connection in a thread, at the path of a Unix socket, or else at a port of 127.0.0.1."""

    def __init__(self, place: str | None) -> None:
        self._place = place
        self._lock = threading.Lock()
        self._clients: dict[socket.socket, threading.Thread] = {}
        self._taker = threading.Thread(target=self._take, daemon=True)
        if place is None:
            self._listener = socket.create_server(("127.0.0.1", 0), backlog=socket.SOMAXCONN)
            self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        else:
            self._listener = socket.create_server(place, family=socket.AF_UNIX, backlog=socket.SOMAXCONN)
            self.address = place

    def __enter__(self) -> Self:
        self._taker.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._place:
            with contextlib.suppress(OSError):
                os.unlink(self._place)

    @abstractmethod
    def serve(self, client: socket.socket) -> None:
        """Carry a connection, in a thread of its own; an OSError ends it."""

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                with self._lock:
                    self._clients[client] = thread
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with contextlib.suppress(OSError), client:
                self.serve(client)
        finally:
            with self._lock:
                del self._clients[client]


class Line(Server):
    """A line to another server, for a `with` block."""

    def __init__(self, server: Address, place: str | None = None) -> None:
        super().__init__(place)
        self._server = server

    def serve(self, client: socket.socket) -> None:
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
