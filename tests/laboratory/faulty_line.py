"""A line to a server on this machine, over which some requests of anyarch's go wrong.

Whatever else is on the line, such as docker's own requests, arrives and is answered. Whose a request is says its head,
which is read once for each connection. What does not speak HTTP has none, and arrives at once: an engine that tries TLS
first would wait ten seconds for the answer.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from tests.laboratory.line import PIECE, Address, Line, carry, relay

Answer = Callable[[socket.socket, Callable[[], socket.socket], bytes], None]

ANYARCHS = (b"user-agent: anyarch", b"user-agent: docker-sdk-python")
HEAD_END = b"\r\n\r\n"
TLS = b"\x16"  # the first byte of a handshake (RFC 8446, 5.1)
SILENCE = 1.0  # seconds without an answer
TRICKLE = 0.05  # seconds between two bytes
MOST = 32 << 20  # bytes of an answer without end
HOSTILE = b'{"message": "\\u001b]0;title\\u0007 \\u202e no"}'


class FaultyLine(Line):
    """A line that counts `everyones` connections since `arm`, and as `requests` those that can go wrong."""

    def __init__(self, server: Address, place: str | None = None) -> None:
        super().__init__(server, place)
        self.disarm()

    def arm(self, answer: Answer, first: int, *, also_later: bool = False, also_dockers: bool = False) -> None:
        """Let anyarch's request number `first` (from 0) go wrong, or all later ones too; or count docker's as well."""
        with self._lock:
            self.requests = self.everyones = 0
            self._answer, self._first = answer, first
            self._later, self._all = also_later, also_dockers

    def disarm(self) -> None:
        self.arm(relayed, 0)

    def vanish(self, _client: socket.socket, _connect: Callable[[], socket.socket], _head: bytes) -> None:
        """No answer, as `closed`, and all other connections end too, as when the server dies."""
        for each in [*self._clients]:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def serve(self, client: socket.socket) -> None:
        head = _head(client)
        self._chosen(head)(client, self.connected, head)

    def _chosen(self, head: bytes) -> Answer:
        is_ours = any(name in head.lower() for name in ANYARCHS)
        with self._lock:
            self.everyones += 1
            if not (is_ours or self._all):
                return relayed
            number = self.requests
            self.requests += 1
            is_hit = number == self._first or (self._later and number > self._first)
            return self._answer if is_hit else relayed


def relayed(client: socket.socket, connect: Callable[[], socket.socket], head: bytes) -> None:
    with connect() as server:
        server.sendall(head)
        relay(client, server)


def closed(client: socket.socket, _connect: Callable[[], socket.socket], _head: bytes) -> None:
    client.close()


def cut(client: socket.socket, connect: Callable[[], socket.socket], head: bytes) -> None:
    with connect() as server:
        server.sendall(head)
        client.sendall(server.recv(PIECE)[:40])


def interrupted(client: socket.socket, connect: Callable[[], socket.socket], head: bytes) -> None:
    """An answer, and then no connection any more: what comes after the first request's head is not answered."""
    with connect() as server:
        server.sendall(head)
        back = threading.Thread(target=carry, args=(server, client), daemon=True)
        back.start()
        client.recv(PIECE)
        client.shutdown(socket.SHUT_RDWR)
        server.shutdown(socket.SHUT_RDWR)
        back.join()


def silent(client: socket.socket, _connect: Callable[[], socket.socket], _head: bytes) -> None:
    client.settimeout(SILENCE)
    with contextlib.suppress(TimeoutError):
        client.recv(1)


def trickling(client: socket.socket, _connect: Callable[[], socket.socket], _head: bytes) -> None:
    end = time.monotonic() + SILENCE
    for byte in b"HTTP/1.1 200 OK\r\nX-Header: " + b"x" * 1000:
        if time.monotonic() > end:
            return
        client.sendall(bytes((byte,)))
        time.sleep(TRICKLE)


def endless(client: socket.socket, _connect: Callable[[], socket.socket], _head: bytes) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    for _ in range(MOST // PIECE):
        client.sendall(b" " * PIECE)


def saying(content: bytes) -> Answer:
    return lambda client, _connect, _head: client.sendall(content)


def _response(status: str, body: bytes, more: str = "") -> bytes:
    fields = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}"
    return f"HTTP/1.1 {status}\r\n{fields}\r\n".encode() + body


ANSWERS = {
    "closed": closed,
    "cut": cut,
    "interrupted": interrupted,
    "silent": silent,
    "garbage": saying(bytes(range(256)) * 8),
    "failed": saying(_response("500 Internal Server Error", HOSTILE)),
    "crowded": saying(_response("429 Too Many Requests", b"{}", "Retry-After: 60\r\n")),
    "misread": saying(_response("200 OK", b'[{"Os": [], "Architecture": {}, "Id": 7, "platform": "linux"}]')),
    "trickling": trickling,
    "endless": endless,
}


def _head(client: socket.socket) -> bytes:
    head = b""
    while HEAD_END not in head and not head.startswith(TLS) and (piece := client.recv(PIECE)):
        head += piece
    return head
