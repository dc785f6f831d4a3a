"""Plain HTTP over a Unix socket, as Docker engines speak it.

One request a connection, answers read whole; no streaming, no retries.
"""

import contextlib
import http.client
import socket

LONGEST_PATH = 100  # bytes; the kernel takes 107, and some programs add a suffix to the path


class UnixConnection(http.client.HTTPConnection):
    """An HTTP connection to a socket of this machine, given by its path."""

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        """Connect to the socket; OSError if nobody listens."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def answers(path: str) -> bool:
    """Say whether an engine answers requests at a socket."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        return ask(path, "GET", "/_ping") == (http.client.OK, b"OK")
    return False


def ask(path: str, method: str, target: str, timeout: float = 10) -> tuple[int, bytes]:
    """Send one request without a body to the socket at `path`; return the status and the body of the answer.

    Raises:
        OSError: nobody listens, or no answer came within `timeout` seconds.
        http.client.HTTPException: what came is not an HTTP answer.
    """
    connection = UnixConnection(path, timeout)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
