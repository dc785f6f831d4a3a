"""One request and the ways to answer it: whole, in chunks, over a hijacked connection, or in raw bytes.

A whole or chunked answer leaves the connection open for the next request; `keeps_alive` says so afterwards. Raw bytes
and a hijack do not: the connection is closed when the exchange is over.
"""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from io import BufferedReader
from threading import Event

from tests.laboratory.recording_engine.request import Request

_BLOCK = 65536


def head(status: int, headers: Mapping[str, str | int]) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


class Exchange:
    """A request and the connection that waits for its answer; when the engine closes, whoever pauses is to stop.

    Every sending method raises OSError when the client has gone.
    """

    def __init__(self, request: Request, connection: socket.socket, stream: BufferedReader, closing: Event) -> None:
        self.request = request
        self.closing = closing
        self.keeps_alive = True
        self._connection = connection
        self._stream = stream

    def answer(self, status: int, document: object = None, headers: Mapping[str, str | int] | None = None) -> None:
        content = b"" if document is None else json.dumps(document).encode()
        fields = {"Content-Type": "application/json", "Content-Length": len(content), **(headers or {})}
        if self.request.method == "HEAD":
            content = b""
        self._connection.sendall(head(status, fields) + content)

    @contextmanager
    def chunks(self, content_type: str = "application/json") -> Iterator[Callable[[bytes], None]]:
        """Sends the head of a 200 at once, and gives the function that sends a chunk of the body."""
        self._connection.sendall(head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"}))

        def send(content: bytes) -> None:
            # An empty chunk would end the body.
            if content:
                self._connection.sendall(b"%x\r\n%b\r\n" % (len(content), content))

        yield send
        self._connection.sendall(b"0\r\n\r\n")

    @contextmanager
    def hijack(self, content_type: str) -> Iterator[Callable[[bytes], None]]:
        """Turns the connection into the container's streams, and gives the function that writes to the client.

        At the end the client's input is read up to its end before the connection is closed: a Unix socket that is
        closed over unread bytes resets its peer, and the CLI would report that.
        """
        self.keeps_alive = False
        headers = {"Content-Type": content_type, "Connection": "Upgrade", "Upgrade": "tcp"}
        # Clients look at the number alone; the words are the engine's.
        self._connection.sendall(head(101, headers).replace(b"Switching Protocols", b"UPGRADED", 1))
        yield self._connection.sendall
        self._connection.shutdown(socket.SHUT_WR)
        self.drain()

    def raw(self, content: bytes) -> None:
        self.keeps_alive = False
        self._connection.sendall(content)

    def drain(self) -> None:
        self.keeps_alive = False
        while self._stream.read1(_BLOCK):
            pass
