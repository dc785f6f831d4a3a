"""One GET to an engine over its Unix socket, by hand.

This is HTTP/1.1 (RFC 9112) as far as one request on one connection needs it: ``Connection: close``, a body by length,
by chunks or up to the end. Everything is bounded: the time by a deadline for the whole exchange, the answer by
`LARGEST_ANSWER`. An answer that is cut off or malformed is an error, never a short answer.

It follows no redirect and sends no body; whatever needs more goes through docker-py.
"""

import time
from _socket import AF_UNIX, SOCK_STREAM, socket

LARGEST_ANSWER = 8 << 20
_PIECE = 65536
_END_OF_HEAD = b"\r\n\r\n"
_LONGEST_SIZE_LINE = 256
_LAST_CHUNK = b"0\r\n\r\n"


class Answer:
    """What an engine said: the status code and the whole body."""

    __slots__ = ("body", "status")

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body


def get(path: str, target: str, deadline: float, headers: str = "") -> Answer:
    """Ask the engine behind the socket `path`.

    Args:
        path: the socket's path.
        target: path and query, already encoded, such as ``/images/alpine/json``.
        deadline: when to give up, on the clock of `time.monotonic`.
        headers: further header lines, each with its line end.

    Raises:
        OSError: no connection, or not in time.
        ValueError: the answer is not HTTP, is cut off, or larger than `LARGEST_ANSWER`.
    """
    request = f"GET {target} HTTP/1.1\r\nHost: docker\r\nUser-Agent: anyarch\r\nConnection: close\r\n{headers}\r\n"
    connection = socket(AF_UNIX, SOCK_STREAM)
    try:
        connection.settimeout(_remaining(deadline))
        connection.connect(path)
        connection.sendall(request.encode("ascii"))
        received = b""
        while (answer := _read(received)) is None:
            connection.settimeout(_remaining(deadline))
            piece = connection.recv(_PIECE)
            if not piece:
                return _read_ended(received)
            received += piece
            if len(received) > LARGEST_ANSWER:
                raise ValueError("the answer is too large")
        return answer
    finally:
        connection.close()


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("the engine did not answer in time")
    return remaining


def _read(received: bytes) -> Answer | None:
    """The answer, once its own length or last chunk says that it is complete."""
    head, found, body = received.partition(_END_OF_HEAD)
    if not found:
        return None
    status, headers = _head(head)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return Answer(status, _joined(body)) if body.endswith(_LAST_CHUNK) else None
    if "content-length" in headers:
        length = int(headers["content-length"])
        return Answer(status, body[:length]) if 0 <= length <= len(body) else None
    return None


def _read_ended(received: bytes) -> Answer:
    """The answer when the engine has closed the connection."""
    head, found, body = received.partition(_END_OF_HEAD)
    status, headers = _head(head)
    if not found or "transfer-encoding" in headers or "content-length" in headers:
        raise ValueError("the answer is cut off")
    return Answer(status, body)


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    version, _, rest = lines[0].partition(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError("the answer is not HTTP")
    fields = (line.partition(":") for line in lines[1:])
    return int(rest[:3]), {name.strip().lower(): value.strip() for name, _, value in fields}


def _joined(chunks: bytes) -> bytes:
    pieces: list[bytes] = []
    position = 0
    while True:
        size, found, _ = chunks[position : position + _LONGEST_SIZE_LINE].partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if length == 0:
            return b"".join(pieces)
        start = position + len(size) + 2
        position = start + length + 2
        if not found or length < 0 or len(chunks) < position:
            raise ValueError("a chunk is cut off")
        pieces.append(chunks[start : start + length])
