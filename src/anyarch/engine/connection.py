"""Ask an engine: one GET, whatever way leads there, within one deadline.

A Unix socket is asked by hand (`unix_socket`), everything else through docker-py. Paths carry no API version: the
engine then speaks its newest, and no version is too old for it (Docker 29 refuses requests for less than 1.44). The
headers that docker's settings want with each request (``HttpHeaders``) are sent along.
"""

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from anyarch.bare import documents, unix_socket
from anyarch.bare.endpoint import Endpoint, read_settings
from anyarch.bare.unix_socket import Answer

Result = TypeVar("Result")

_ANYARCHS = frozenset(("connection", "content-length", "host", "transfer-encoding", "user-agent"))


class UnreachableError(Exception):
    """The engine did not answer, or not in HTTP, or not in time; the message is one sentence."""


class SilentError(UnreachableError):
    """The engine did not answer in time."""


class Connection(Protocol):
    """An engine that can be asked, until a deadline on the clock of `time.monotonic`."""

    deadline: float

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to ``GET target``, a path without version, already encoded.

        Raises:
            UnreachableError: there is none.
        """


def connect(endpoint: Endpoint, deadline: float) -> Connection:
    """A connection whose every answer must come before `deadline`, on the clock of `time.monotonic`."""
    own_headers = _own_headers(endpoint)
    way = _OverSocket if endpoint.socket_path else _OverClient
    return way(endpoint, deadline, own_headers)


class _OverSocket:
    def __init__(self, endpoint: Endpoint, deadline: float, own_headers: dict[str, str]) -> None:
        self.endpoint = endpoint
        self.deadline = deadline
        self.own_headers = own_headers

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**self.own_headers, **(headers or {})}.items())
        try:
            return unix_socket.get(self.endpoint.socket_path, target, self.deadline, lines)
        except (OSError, ValueError) as error:
            raise _unreachable(self.endpoint, error) from error


class _OverClient:
    def __init__(self, endpoint: Endpoint, deadline: float, own_headers: dict[str, str]) -> None:
        self.endpoint = endpoint
        self.deadline = deadline
        self.own_headers = own_headers

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        try:
            return in_time(lambda: self._ask(target, headers), self.deadline)
        except Exception as error:  # docker-py lets errors of requests, urllib3 and ssl through as well as its own
            raise _unreachable(self.endpoint, error) from error

    def _ask(self, target: str, headers: dict[str, str] | None) -> Answer:
        from anyarch.engine.client import open_client  # noqa: PLC0415 - a tenth of a second, only for remote engines

        timeout = max(1, round(self.deadline - time.monotonic()))
        client = open_client(self.endpoint, timeout)
        try:
            sent = {**self.own_headers, **(headers or {})}
            with client.get(client.base_url + target, headers=sent, timeout=timeout, stream=True) as response:
                body = response.raw.read(unix_socket.LARGEST_ANSWER + 1, decode_content=True)
                if len(body) > unix_socket.LARGEST_ANSWER:
                    raise ValueError("the answer is too large")
                return Answer(response.status_code, body)
        finally:
            client.close()


def in_time(call: Callable[[], Result], deadline: float, patience: float = 0.0) -> Result:
    """Run `call` in a thread of its own: docker-py's time-outs count each wait, and a slow answer has many waits.

    Args:
        call: what to run.
        deadline: on the clock of `time.monotonic`.
        patience: for how many seconds an interrupt lets the call end, lest it leave something half done.

    Raises:
        TimeoutError: it has not ended by `deadline`; the thread goes on by itself.
        Exception: whatever `call` raises.
    """
    outcome: list[Result | Exception] = []
    ended = threading.Event()  # and not Thread.join, which takes the thread for dead once it has been interrupted

    def run() -> None:
        try:
            outcome.append(call())
        except Exception as error:  # noqa: BLE001 - handed to the thread that asked
            outcome.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, daemon=True).start()
    try:
        ended.wait(max(0.0, deadline - time.monotonic()))
    except KeyboardInterrupt:
        ended.wait(patience)
        raise
    if not outcome:
        raise TimeoutError("the engine did not answer in time")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def _unreachable(endpoint: Endpoint, error: Exception) -> UnreachableError:
    kind = SilentError if isinstance(error, TimeoutError) else UnreachableError
    return kind(f"The engine at {endpoint.host} did not answer: {error}.")


def _own_headers(endpoint: Endpoint) -> dict[str, str]:
    """``HttpHeaders`` of config.json, but for what must be anyarch's own (as docker/cli does) or is no header."""
    written = documents.entry(read_settings(endpoint.configuration), "HttpHeaders")
    if not isinstance(written, dict):
        return {}
    return {
        name: value
        for name, value in written.items()
        if isinstance(value, str)
        and name.isascii()
        and name.replace("-", "").replace("_", "").isalnum()
        and name.lower() not in _ANYARCHS
        and value.isascii()
        and value.isprintable()
    }
