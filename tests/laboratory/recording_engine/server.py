"""The recording engine itself: it listens, records what is asked, and answers.

One thread a connection. A request is recorded before it is answered, so whoever has seen a client end finds all of its
requests. Closing is prompt whatever the connections wait for.

Not done: a client that goes while its container runs (attach, wait) is noticed only when the container ends.
"""

import os
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from fnmatch import fnmatchcase
from io import BufferedReader
from threading import Condition, Event
from typing import Self

from tests.laboratory.line import Server
from tests.laboratory.recording_engine.answers import Answers, refused
from tests.laboratory.recording_engine.container_routes import CONTAINER_ROUTES
from tests.laboratory.recording_engine.engine import Engine
from tests.laboratory.recording_engine.exchange import Exchange
from tests.laboratory.recording_engine.image_routes import IMAGE_ROUTES
from tests.laboratory.recording_engine.request import Request, read_request

_ROUTES = {**IMAGE_ROUTES, **CONTAINER_ROUTES}


class RecordingEngine(Server):
    """A pretended Docker engine that keeps every request; it listens from its construction until it is closed.

    It does so at `engine.sock` in a folder, or else on a free port of 127.0.0.1, where it can speak TLS.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None, answers: Answers, *, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(None if folder is None else os.path.join(folder, "engine.sock"))
        self.host = f"{'tcp' if folder is None else 'unix'}://{self.address}"
        self._engine = Engine(answers)
        self._requests: list[Request] = []
        self._changed = Condition()
        self._closing = Event()
        if tls:
            # The handshake is left to the connection's thread: a client that is silent holds up no other.
            self._listener = tls.wrap_socket(self._listener, server_side=True, do_handshake_on_connect=False)
        super().__enter__()

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
        super().__exit__()
        self._taker.join()
        with self._lock:
            clients = dict(self._clients)
        for client in clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in clients.values():
            thread.join()

    def serve(self, client: socket.socket) -> None:
        with client.makefile("rb") as stream:
            if isinstance(client, ssl.SSLSocket):
                client.do_handshake()
            for request in _requests(stream):
                exchange = Exchange(request, client, stream, self._closing)
                self._record(request)
                _answer(self._engine, exchange)
                if not exchange.keeps_alive:
                    return

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
    for pattern, handle in _ROUTES.items():
        if found := re.fullmatch(pattern, f"{request.method} {request.path}"):
            return handle(engine, exchange, *found.groups())
    return refused(404, "page not found").play(exchange)
