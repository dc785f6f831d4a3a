"""One GET to an engine, over a Unix socket, TCP, TLS or ssh, within one deadline.

A Unix socket is asked by hand (`bare.unix_socket`), everything else through docker-py. Paths carry no API version: the
engine then speaks its newest, and no version is too old for it (Docker 29 refuses requests below 1.44). The headers
that docker's config.json adds to each request (``HttpHeaders``) are sent along.
"""

import time
from typing import Protocol

from anyarch.bare import documents, unix_socket
from anyarch.bare.endpoint import Endpoint, read_settings
from anyarch.bare.unix_socket import Answer
from anyarch.person.errors import RefusedError, no_answer
from anyarch.person.patience import in_time

OK, NOT_FOUND = 200, 404
_OWN_HEADERS = frozenset(("connection", "content-length", "host", "transfer-encoding", "user-agent"))


class Connection(Protocol):
    """What can be asked, until a deadline on the clock of `time.monotonic`."""

    deadline: float

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to ``GET target``, a path without version, already encoded.

        Raises:
            UnreachableError: there is none.
        """


def connect(endpoint: Endpoint, deadline: float) -> Connection:
    """A connection whose every answer must come before `deadline`, on the clock of `time.monotonic`."""
    kind = _OverSocket if endpoint.socket_path else _OverClient
    return kind(endpoint, deadline, _configured_headers(endpoint))


def document_of(answer: Answer) -> object:
    """The JSON of an answer.

    Raises:
        RefusedError: it is not JSON, or the status is not 200.
    """
    try:
        document = documents.parse(answer.body)
    except ValueError as error:
        raise RefusedError(f"The engine's answer cannot be read: {error}.") from error
    if answer.status != OK:
        message = documents.text(document, "message") or f"status {answer.status}"
        raise RefusedError(f"The engine answered: {message.strip()}.", answer.status)
    return document


def document_or_none(answer: Answer) -> object | None:
    """The same, but None where the engine has no such thing (status 404)."""
    return None if answer.status == NOT_FOUND else document_of(answer)


class _OverSocket:
    def __init__(self, endpoint: Endpoint, deadline: float, configured_headers: dict[str, str]) -> None:
        self.endpoint = endpoint
        self.deadline = deadline
        self.configured_headers = configured_headers

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        sent = {**self.configured_headers, **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        try:
            return unix_socket.get(self.endpoint.socket_path, target, self.deadline, lines)
        except (OSError, ValueError) as error:
            raise no_answer(self.endpoint.host, error) from error


class _OverClient:
    def __init__(self, endpoint: Endpoint, deadline: float, configured_headers: dict[str, str]) -> None:
        self.endpoint = endpoint
        self.deadline = deadline
        self.configured_headers = configured_headers

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        try:
            return in_time(lambda: self._ask(target, headers), self.deadline)
        except Exception as error:  # docker-py lets errors of requests, urllib3 and ssl through as well as its own
            raise no_answer(self.endpoint.host, error) from error

    def _ask(self, target: str, headers: dict[str, str] | None) -> Answer:
        from anyarch.engine.client import open_client  # noqa: PLC0415 - a tenth of a second, only for remote engines

        timeout = max(1, round(self.deadline - time.monotonic()))
        client = open_client(self.endpoint, timeout)
        try:
            sent = {**self.configured_headers, **(headers or {})}
            with client.get(client.base_url + target, headers=sent, timeout=timeout, stream=True) as response:
                body = response.raw.read(unix_socket.LARGEST_ANSWER + 1, decode_content=True)
                if len(body) > unix_socket.LARGEST_ANSWER:
                    raise ValueError("the answer is too large")
                return Answer(response.status_code, body)
        finally:
            client.close()


def _configured_headers(endpoint: Endpoint) -> dict[str, str]:
    """``HttpHeaders`` of config.json, without those that must be anyarch's own (as in docker/cli) or are no headers."""
    written = documents.entry(read_settings(endpoint.configuration), "HttpHeaders")
    if not isinstance(written, dict):
        return {}
    return {
        name: value
        for name, value in written.items()
        if isinstance(value, str)
        and name.isascii()
        and name.replace("-", "").replace("_", "").isalnum()
        and name.lower() not in _OWN_HEADERS
        and value.isascii()
        and value.isprintable()
    }
