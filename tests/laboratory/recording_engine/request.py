"""A request as it came over a connection.

HTTP/1.1 as clients of the Docker Engine API write it: a request line, header lines, and a body that is counted by
Content-Length or chunked. The API version that leads a path (`/v1.41/info`) is taken off and kept apart.

Not done: trailers of a chunked body are read and dropped, `Expect: 100-continue` is not answered, and a header that
comes twice keeps its last value.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_VERSION = re.compile(r"/v(?P<version>\d+\.\d+)(?=/)")


@dataclass(frozen=True)
class Request:
    """What a client asked.

    Attributes:
        method: As sent: `GET`, `HEAD`, `POST`, `DELETE`.
        path: Percent-decoded, without version and query: `/images/alpine:3/json`.
        version: The API version that led the path, `1.41`; empty when the path had none.
        query: Name to value. The first value of a name counts, as for the engine (Go's `url.Values.Get`).
        headers: Lower-case name to value.
        content: The body's bytes.
    """

    method: str
    path: str
    version: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object in the body; empty when there is no body.

        Raises:
            ValueError: The body is not a JSON object.
        """
        document = json.loads(self.content or b"{}")
        if not isinstance(document, dict):
            raise ValueError(f"not a JSON object: {document!r}")  # noqa: TRY004 - bad JSON is a ValueError too
        return document


def read_request(stream: BufferedIOBase) -> Request | None:
    """Reads the next request of a connection, body included; None when the client has closed it.

    Raises:
        ValueError: What came is not HTTP/1.1.
        OSError: The connection broke.
    """
    line = stream.readline()
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split()
    headers = dict(_headers(stream))
    address = urlsplit(target)
    prefix = _VERSION.match(address.path)
    pairs = parse_qsl(address.query, keep_blank_values=True)
    return Request(
        method=method,
        path=unquote(address.path[prefix.end() :] if prefix else address.path),
        version=prefix["version"] if prefix else "",
        query=dict(reversed(pairs)),
        headers=headers,
        content=_content(stream, headers),
    )


def _headers(stream: BufferedIOBase) -> Iterator[tuple[str, str]]:
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()


def _content(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return b"".join(_chunks(stream))
    return stream.read(int(headers.get("content-length", "0")))


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    while size := int(stream.readline().partition(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    while stream.readline().strip():
        pass
