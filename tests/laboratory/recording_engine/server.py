"""The recording engine itself: it listens, records what is asked, and answers.

One thread a connection. A request is recorded before it is answered, so whoever has seen a client end finds all of its
requests. Closing is prompt whatever the connections wait for.

Not done: a client that goes while its container runs (attach, wait) is noticed only when the container ends.
"""

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from io import BufferedReader
from threading import Condition, Event, Thread
from typing import Self

from tests.laboratory.line import listening
from tests.laboratory.recording_engine.answers import Answers, refused
from tests.laboratory.recording_engine.container_routes import CONTAINER_ROUTES
from tests.laboratory.recording_engine.engine import Engine
from tests.laboratory.recording_engine.exchange import Exchange
from tests.laboratory.recording_engine.image_routes import IMAGE_ROUTES
from tests.laboratory.recording_engine.request import Request, read_request

_ROUTES = (*IMAGE_ROUTES, *CONTAINER_ROUTES)


class RecordingEngine:
    """A pretended Docker engine that keeps every request; it listens from its construction until it is closed.

    It does so at `engine.sock` in a folder, or else on a free port of 127.0.0.1, where it can speak TLS.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None, answers: Answers, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._engine = Engine(answers)
        self._requests: list[Request] = []
        self._changed = Condition()
        self._closing = Event()
        self._connections: dict[socket.socket, Thread] = {}
        self._tls = tls
        self._listener, address = listening(None if folder is None else os.path.join(folder, "engine.sock"))
        self.host = f"{'tcp' if folder is None else 'unix'}://{address}"
        self._acceptor = Thread(target=self._accept, name="recording engine", daemon=True)
        self._acceptor.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def requests(self) -> tuple[Request, ...]:
        with self._changed:
            return tuple(self._requests)

    def requests_for(self, method: str, pattern: str) -> tuple[Request, ...]:
        """The requests of a method whose path fits a pattern (`fnmatch`: `/containers/*/start`)."""
        return tuple(each for each in self.requests if each.method == method and fnmatchcase(each.path, pattern))

    def await_request(self, method: str, pattern: str, timeout: float) -> Request:
        """The first such request, waited for: for clients that nobody sees end."""
        with self._changed:
            if self._changed.wait_for(lambda: self.requests_for(method, pattern), timeout):
                return self.requests_for(method, pattern)[0]
        raise TimeoutError(f"no {method} {pattern} within {timeout} s")

    def clear(self) -> None:
        with self._changed:
            self._requests.clear()

    def become(self, answers: Answers) -> None:
        """Turns into another engine at the same address: without requests, containers and pulled images."""
        before, self._engine = self._engine, Engine(answers)
        before.containers.close()
        self.clear()

    def close(self) -> None:
        """Breaks every connection off and stops listening. Closing twice is harmless."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._engine.containers.close()
        # The kernels differ in what wakes accept(); a connection wakes it everywhere.
        with suppress(OSError), socket.socket(self._listener.family) as waker:
            waker.connect(self._listener.getsockname())
        self._acceptor.join()
        self._listener.close()
        with self._changed:
            connections = tuple(self._connections.items())
        for connection, _ in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in connections:
            thread.join()
        if self._listener.family == socket.AF_UNIX:
            os.unlink(self.host.removeprefix("unix://"))

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._closing.is_set():
                connection.close()
                return
            if self._tls:
                # The handshake is left to the connection's thread: a client that is silent holds up no other.
                connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
            thread = Thread(target=self._serve, args=(connection,), name="recorded connection", daemon=True)
            with self._changed:
                self._connections[connection] = thread
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        # An OSError is a client that has gone, or this engine that closes.
        try:
            with suppress(OSError), connection, connection.makefile("rb") as stream:
                if isinstance(connection, ssl.SSLSocket):
                    connection.do_handshake()
                for request in _requests(stream):
                    exchange = Exchange(request, connection, stream, self._closing)
                    self._record(request)
                    _answer(self._engine, exchange)
                    if not exchange.keeps_alive:
                        return
        finally:
            with self._changed:
                del self._connections[connection]

    def _record(self, request: Request) -> None:
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()


def _requests(stream: BufferedReader) -> Iterator[Request]:
    # A client that speaks no HTTP is left.
    with suppress(ValueError):
        while request := read_request(stream):
            yield request


def _answer(engine: Engine, exchange: Exchange) -> None:
    request = exchange.request
    for pattern, fault in engine.answers.faults.items():
        if fnmatchcase(request.path, pattern):
            return fault.play(exchange)
    if refusal := engine.version_refusal(request.version):
        return refusal.play(exchange)
    for route in _ROUTES:
        name = route.match(request.method, request.path)
        if name is not None:
            return route.handle(engine, exchange, name)
    return refused(404, "page not found").play(exchange)
