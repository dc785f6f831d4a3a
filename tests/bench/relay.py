"""A way to an engine that notes who takes it: connections, and the requests that are sent by them.

It passes on bytes, and understands no more of HTTP than lines that look like the start of a request. This is enough for
questions, which have no body; it is nothing for a whole docker run.
"""

import re
import socket
import threading
from types import TracebackType
from typing import Self

_REQUEST = re.compile(rb"^([A-Z]+) (\S+) HTTP/1\.[01]\r$", re.MULTILINE)
_MOST = 65536


class Relay:
    """A relay, during a block.

    Args:
        target: the path of the engine's Unix socket.
        path: the path of the Unix socket to listen on; empty for a TCP port of 127.0.0.1.

    Attributes:
        host: the address, as DOCKER_HOST takes it.
        connections: how many there were.
        requests: the method and the path of each.
    """

    def __init__(self, target: str, path: str = "") -> None:
        self._target = target
        self._listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self._listener.bind(path or ("127.0.0.1", 0))
        self._listener.listen()
        self.host = f"unix://{path}" if path else f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.connections = 0
        self.requests: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # which ends the wait for the next
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            threading.Thread(target=self._send, args=(near, far), daemon=True).start()
            threading.Thread(target=self._pass_on, args=(far, near), daemon=True).start()

    def _send(self, near: socket.socket, far: socket.socket) -> None:
        self._pass_on(near, far, is_noted=True)

    def _pass_on(self, source: socket.socket, target: socket.socket, *, is_noted: bool = False) -> None:
        try:
            while data := source.recv(_MOST):
                if is_noted:
                    self.requests += [(method.decode(), path.decode()) for method, path in _REQUEST.findall(data)]
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return
