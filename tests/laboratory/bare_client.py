"""A client that sends a request and takes what comes, byte by byte, whether or not it is HTTP."""

import json
import socket

_PATIENCE = 60.0


def connect(host: str) -> socket.socket:
    """Connects to an engine's address, `unix://PATH` or `tcp://ADDRESS:PORT`; no step takes over ten seconds.

    Raises:
        OSError: Nobody listens there.
    """
    scheme, _, place = host.partition("://")
    if scheme == "tcp":
        address, _, port = place.rpartition(":")
        return socket.create_connection((address, int(port)), timeout=_PATIENCE)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_PATIENCE)
    connection.connect(place)
    return connection


def ask(host: str, path: str, *, method: str = "GET", body: bytes = b"", headers: str = "") -> bytes:
    """Sends one request and nothing after it.

    Args:
        host: As for connect.
        path: With version and query.
        method: As written.
        body: Counted by a Content-Length, or chunked already where the headers say so.
        headers: Further header lines, each with its end.

    Returns:
        All bytes that come until the other side closes the connection.
    """
    with connect(host) as connection:
        head = f"{method} {path} HTTP/1.1\r\nHost: docker\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def document(answer: bytes) -> object:
    """The JSON in an answer's body.

    Raises:
        ValueError: It is none.
    """
    return json.loads(answer.partition(b"\r\n\r\n")[2])
