"""A way to an engine that notes who takes it: connections, and the requests that are sent by them.

It passes on bytes, and understands no more of HTTP than lines that look like the start of a request. This is enough for
questions, which have no body; it is nothing for a whole docker run.
"""

import re
import socket

from tests.laboratory.line import Line, relay

_REQUEST = re.compile(rb"^([A-Z]+) (\S+) HTTP/1\.[01]\r$", re.MULTILINE)


class Relay(Line):
    def __init__(self, target: str, path: str | None = None) -> None:
        super().__init__(target, path)
        self.connections = 0
        self.requests: list[tuple[str, str]] = []

    @property
    def host(self) -> str:
        return f"unix://{self.address}" if self.address.startswith("/") else f"tcp://{self.address}"

    def serve(self, client: socket.socket) -> None:
        self.connections += 1
        with self.connected() as server:
            relay(client, server, self._note)

    def _note(self, piece: bytes) -> None:
        self.requests += [(method.decode(), path.decode()) for method, path in _REQUEST.findall(piece)]
