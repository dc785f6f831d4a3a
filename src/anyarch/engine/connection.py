"""A GET to an engine, over a Unix socket, TCP, TLS, or ssh, within one deadline.

`bare.unix_socket` asks a Unix socket, docker-py everything else. Paths have no API version: the engine then uses its
newest, and does not refuse ours as too old (Docker 29 refuses those below 1.44). The headers that the user wants in
each request are sent along (`headers`).
"""

import contextlib
import time

from anyarch.bare import documents, unix_socket
from anyarch.bare.endpoint import Endpoint
from anyarch.bare.unix_socket import Answer
from anyarch.engine import headers as wanted
from anyarch.person.errors import RefusedError
from anyarch.person.patience import in_time
from anyarch.person.reasons import once, why

OK, NOT_FOUND = 200, 404


class Connection:
    """The way to an engine; it connects when it is asked something.

    Args:
        endpoint: the engine.
        deadline: when every answer must have come, on the clock of `time.monotonic`.
    """

    def __init__(self, endpoint: Endpoint, deadline: float) -> None:
        self.endpoint = endpoint
        self.deadline = deadline

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        """The answer to ``GET target``, a path without version, already encoded.

        Raises:
            UnreachableError: there is none.
        """
        sent = {**wanted.find(self.endpoint), **(headers or {})}
        try:
            if self.endpoint.socket_path:
                lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
                return unix_socket.get(self.endpoint.socket_path, target, self.deadline, lines)
            return in_time(lambda: self._get_by_client(target, sent), self.deadline)
        except Exception as error:  # docker-py lets errors of requests, urllib3 and ssl through as well as its own
            from anyarch.engine.unanswered import no_answer  # noqa: PLC0415 - most engines answer

            raise no_answer(self.endpoint.host, error) from error

    def document(self, target: str, headers: dict[str, str] | None = None) -> object:
        """The JSON at a path.

        Raises:
            UnreachableError: there is no answer.
            RefusedError: it is not JSON, or the status is not 200.
        """
        return _document(self.get(target, headers))

    def document_or_none(self, target: str) -> object | None:
        """The same, but None if the engine has no such thing (status 404)."""
        answer = self.get(target)
        return None if answer.status == NOT_FOUND else _document(answer)

    def _get_by_client(self, target: str, headers: dict[str, str]) -> Answer:
        from anyarch.engine.client import open_client  # noqa: PLC0415 - a tenth of a second, only for remote engines

        timeout = max(1, round(self.deadline - time.monotonic()))
        with (
            contextlib.closing(open_client(self.endpoint, timeout)) as client,
            client.get(client.base_url + target, headers=headers, timeout=timeout, stream=True) as response,
        ):
            body = response.raw.read(unix_socket.LARGEST_ANSWER + 1, decode_content=True)
            if len(body) > unix_socket.LARGEST_ANSWER:
                raise ValueError("the answer is too large")
            return Answer(response.status_code, body)


def _document(answer: Answer) -> object:
    try:
        document = documents.parse(answer.body)
    except ValueError as error:
        raise RefusedError(f"The engine's answer cannot be read: {why(error)}.") from error
    if answer.status != OK:
        message = documents.text(document, "message") or f"status {answer.status}"
        raise RefusedError(f"The engine answered: {once(message)}.", answer.status)
    return document
