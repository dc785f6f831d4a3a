"""Plain HTTP over a Unix socket, as Docker engines speak it.

One request a connection, answers read whole; no streaming, no retries.
"""

import contextlib
import http.client
import socket

LONGEST_PATH = 100  # bytes; the kernel takes 107, and some programs add a suffix to the path


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def answers(path: str) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return ask(path, "GET", "/_ping") == (http.client.OK, b"OK")
    return False


def ask(path: str, method: str, target: str, timeout: float = 10) -> tuple[int, bytes]:
    connection = UnixConnection(path, timeout)
    try:
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
