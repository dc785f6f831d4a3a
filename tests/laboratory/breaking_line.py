"""A line to a TCP server on 127.0.0.1 that breaks: it carries so much of what clients say, and then nothing any more.

When it breaks, all of its connections end at once, and no new one is taken, as when a machine or a network goes away.
What runs over it (TLS, ssh) is not looked at.
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Self

_PIECE = 1 << 16


class BreakingLine:
    """A line, from the beginning of a `with` block to its end.

    Args:
        port: the server's.
        carries: how many bytes of the clients' it carries before it breaks.

    Attributes:
        port: where clients find the line.
    """

    def __init__(self, port: int, carries: int) -> None:
        self._target = ("127.0.0.1", port)
        self._left = carries
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self.port = int(self._server.getsockname()[1])

    def __enter__(self) -> Self:
        """Take connections."""
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Break the line, if it has not broken."""
        self._break()

    @property
    def is_broken(self) -> bool:
        """Whether it has carried all that it can."""
        return self._left < 0

    def _take(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                server = socket.create_connection(self._target)
                with self._lock:
                    self._ends += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=(source, target, source is client), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:  # noqa: FBT001 - a thread's
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if counts:
                    with self._lock:
                        self._left -= len(piece)
                if self.is_broken:
                    self._break()
                    return
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)

    def _break(self) -> None:
        with self._lock:
            for end in (self._server, *self._ends):
                with contextlib.suppress(OSError):  # it has ended before
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._ends.clear()
