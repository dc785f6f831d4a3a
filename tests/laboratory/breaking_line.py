"""A line to a TCP server on 127.0.0.1 that breaks: it carries so much of what clients say, and then nothing any more.

When it breaks, all of its connections end at once, and no new one is taken, as when a machine or a network goes away.
What runs over it (TLS, ssh) is not looked at.
"""

import contextlib
import socket

from tests.laboratory.line import Line, relay


class BreakingLine(Line):
    """A line to a port that breaks when it has carried so many bytes of its clients'."""

    def __init__(self, port: int, carries: int) -> None:
        super().__init__(("127.0.0.1", port))
        self._left = carries
        self._ends: list[socket.socket] = [self._listener]

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def is_broken(self) -> bool:
        return self._left < 0

    def serve(self, client: socket.socket) -> None:
        with self.connected() as server:
            self._ends += [client, server]
            relay(client, server, self._count)

    def _count(self, piece: bytes) -> None:
        with self._lock:
            self._left -= len(piece)
            if self.is_broken:
                for end in self._ends:
                    with contextlib.suppress(OSError):  # it has ended before
                        end.shutdown(socket.SHUT_RDWR)
