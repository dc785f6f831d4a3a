"""Send one GET to an engine over its Unix socket, without an HTTP library.

This is as much of HTTP/1.1 (RFC 9112) as one request on one connection needs: ``Connection: close``, and a body with a
length, in chunks, or up to the end. A deadline limits the time of the whole exchange, and `LARGEST_ANSWER` the size of
the answer. An answer that is cut off or malformed is an error.

It does not follow redirects or send a body; requests that need more go through docker-py.
"""

import time
from _socket import AF_UNIX, SOCK_STREAM, socket

LARGEST_ANSWER = 8 << 20
_PIECE = 65536
_END_OF_HEAD = b"\r\n\r\n"
_LONGEST_SIZE_LINE = 256
_LAST_CHUNK = b"0\r\n\r\n"


class Answer:
    """The engine's answer: the status code and the whole body."""

    __slots__ = ("body", "status")

    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body


class Exchange:
    """A GET that is on its way to the engine, which works on it while this process does something else.

    Args:
        path: the path of its socket.
        target: path and query, encoded, such as ``/images/alpine/json``.
        deadline: when to give up, on the clock of `time.monotonic`.
        headers: more header lines, each ending in CR LF.

    Raises:
        OSError: the connection failed, or the engine does not take it in time.
    """

    __slots__ = ("_connection", "_deadline")

    def __init__(self, path: str, target: str, deadline: float, headers: str = "") -> None:
        self._connection, self._deadline = socket(AF_UNIX, SOCK_STREAM), deadline
        about = "Host: docker\r\nUser-Agent: anyarch\r\nConnection: close\r\n"
        try:
            self._connection.settimeout(_remaining(deadline))
            self._connection.connect(path)
            self._connection.sendall(f"GET {target} HTTP/1.1\r\n{about}{headers}\r\n".encode("ascii"))
        except BaseException:
            self._connection.close()
            raise

    def answer(self) -> Answer:
        """Wait for the answer, once.

        Raises:
            OSError: the connection failed, or the answer took too long.
            ValueError: the answer is not HTTP, is cut off, or is larger than `LARGEST_ANSWER`.
        """
        received = b""
        try:
            while (answer := _read(received)) is None:
                self._connection.settimeout(_remaining(self._deadline))
                piece = self._connection.recv(_PIECE)
                if not piece:
                    return _read_ended(received)
                received += piece
                if len(received) > LARGEST_ANSWER:
                    raise ValueError("the answer is too large")
            return answer
        finally:
            self._connection.close()


def get(path: str, target: str, deadline: float, headers: str = "") -> Answer:
    """Send a GET to the engine, and wait for its answer; see `Exchange`."""
    return Exchange(path, target, deadline, headers).answer()


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError("the engine did not answer in time")
    return remaining


def _read(received: bytes) -> Answer | None:
    """The answer, if its length or its last chunk shows that it is complete; else None."""
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
    """The answer, once the engine has closed the connection."""
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
