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
    """What a client asked: a percent-decoded path, without version and query, and lower-case names of headers.

    The version is the one that led the path, `1.41`, or empty. The first value of a name in the query counts, as for
    the engine (Go's `url.Values.Get`).
    """

    method: str
    path: str
    version: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.content or b"{}")
        return document


def read_request(stream: BufferedIOBase) -> Request | None:
    """The next request of a connection, body included; None when the client has closed it."""
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
