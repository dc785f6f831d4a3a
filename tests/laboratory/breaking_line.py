"""A line to a TCP server on 127.0.0.1 that breaks: it carries so much of what clients say, and then nothing any more.

When it breaks, all of its connections end at once, and no new one is taken, as when a machine or a network goes away.
What runs over it (TLS, ssh) is not looked at.
"""

import contextlib
import socket

from tests.laboratory.line import Line, relay


class BreakingLine(Line):
    """A line, from the beginning of a `with` block to its end.

    Args:
        port: the server's.
        carries: how many bytes of the clients' it carries before it breaks.
    """

    def __init__(self, port: int, carries: int) -> None:
        super().__init__(("127.0.0.1", port))
        self._left = carries
        self._ends: list[socket.socket] = [self._listener]

    @property
    def port(self) -> int:
        """Where clients find the line."""
        return int(self.address.rpartition(":")[2])

    @property
    def is_broken(self) -> bool:
        """Whether it has carried all that it can."""
        return self._left < 0

    def serve(self, client: socket.socket) -> None:
        """Carry a connection until the line breaks."""
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
