"""A small registry on 127.0.0.1 that answers wrongly, in a way that the image's name chooses.

It speaks as much of the OCI Distribution Specification as a lookup or a pull needs. Every name of `FAULTS` is there,
with the same content behind it: `sound` answers well, the others as the table says. A registry for which `token` is set
wants a bearer token for everything, which its own token service gives to anybody, or only to somebody.

Nothing can be pushed to it, and it remembers every request with its headers.
"""

import base64
import dataclasses
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs

from tests.laboratory.images import OCI, Blob, Image, Index, digest, encode
from tests.laboratory.registry import Credentials

RETRY_AFTER = 120
CROWD = 200
TAGS = ("1.0", "latest")
TOKEN = "given-by-the-token-service"  # noqa: S105 - there is nothing behind it
SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+prettyjws"
_CODES = {401: "UNAUTHORIZED", 403: "DENIED", 404: "MANIFEST_UNKNOWN", 429: "TOOMANYREQUESTS"}
_JSON = "application/json"
TLS = b"\x16"
_FLOOD = 32 << 20
_NESTED = {"os": "linux", "architecture": "mips64le"}


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    status: int
    authorization: str

    @property
    def is_manifest(self) -> bool:
        """Whether it was about a manifest: a GET of one is what Docker Hub counts as a pull."""
        return "/manifests/" in self.target


class FaultyRegistry:
    """A registry that listens for a `with` block; with Credentials as token, it wants a bearer token of theirs."""

    def __init__(self, content: Image | Index, token: Credentials | bool = False) -> None:  # noqa: FBT001, FBT002
        self.token = token
        self.closing = threading.Event()
        self.asked: list[Asked] = []
        images = content.images if isinstance(content, Index) else (content,)
        kept = [content.manifest, *(blob for image in images for blob in (image.manifest, image.configuration))]
        kept += [layer for image in images for layer in image.layers]
        self.blobs = {blob.digest: blob for blob in kept}
        self.manifests = {name: fault.content(content.manifest) for name, fault in FAULTS.items()}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"registry": self}))
        self.address = f"127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()

    def requests(self) -> list[tuple[str, str, int]]:
        """As `PrivateRegistry.requests` gives them."""
        return [(asked.method, asked.target, asked.status) for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    registry: FaultyRegistry
    protocol_version = "HTTP/1.1"

    def handle_one_request(self) -> None:
        """Close at once what begins as TLS does, as a server that waits for the end of a line would not."""
        if self.connection.recv(1, socket.MSG_PEEK) == TLS:
            self.close_connection = True
        else:
            super().handle_one_request()

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/token":
            self._give_token()
        elif self.registry.token and self.headers["Authorization"] != f"Bearer {TOKEN}":
            realm = f'Bearer realm="http://{self.headers["Host"]}/token",service="laboratory"'
            self.answer(HTTPStatus.UNAUTHORIZED, _error("UNAUTHORIZED"), {"WWW-Authenticate": realm})
        elif path == "/v2/":
            self.answer(HTTPStatus.OK, encode(_JSON, {}))
        elif path.endswith("/tags/list"):
            self.answer(HTTPStatus.OK, encode(_JSON, {"tags": list(TAGS)}))
        else:
            self._give_content(path)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Answer a form, which is only taken by the token service."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
        wanted = self.registry.token
        secret = wanted.password if isinstance(wanted, Credentials) else ""
        if self.path == "/token" and form.get("refresh_token") == [secret]:
            self.answer(HTTPStatus.OK, encode(_JSON, {"access_token": TOKEN}))
        else:
            self.answer(HTTPStatus.UNAUTHORIZED, _error("UNAUTHORIZED"))

    def _give_token(self) -> None:
        wanted = self.registry.token
        basic = f"{wanted.user}:{wanted.password}" if isinstance(wanted, Credentials) else ""
        expected = f"Basic {base64.b64encode(basic.encode()).decode()}" if basic else None
        if expected and self.headers["Authorization"] != expected:
            self.answer(HTTPStatus.UNAUTHORIZED, _error("UNAUTHORIZED"))
            return
        self.answer(HTTPStatus.OK, encode(_JSON, {"token": TOKEN}))

    def _give_content(self, path: str) -> None:
        # "", "v2" or "moved", NAME, "manifests" or "blobs", REFERENCE
        parts = path.replace("/library/", "/").split("/")
        fault = FAULTS.get(parts[2]) if len(parts) == len(("", "v2", "name", "kind", "reference")) else None
        if fault is None:
            self.answer(HTTPStatus.NOT_FOUND, _error("NAME_UNKNOWN"))
            return
        manifest = self.registry.manifests[parts[2]]
        found = manifest if parts[4] in (*TAGS, manifest.digest) else self.registry.blobs.get(parts[4])
        if found is None:
            self.answer(HTTPStatus.NOT_FOUND, _error("MANIFEST_UNKNOWN"))
        elif parts[3] == "manifests" and parts[1] == "v2":
            fault.answer(self, found)
        else:
            sound(self, found)

    def answer(self, status: int, blob: Blob, headers: dict[str, str] | None = None) -> None:
        self.begin(
            status, {"Content-Type": blob.media_type, "Content-Length": str(len(blob.content)), **(headers or {})}
        )
        if self.command != "HEAD":
            self.wfile.write(blob.content)

    def begin(self, status: int, headers: dict[str, str]) -> None:
        """Send an answer's head, and remember what was asked."""
        asked = Asked(self.command, self.path, int(status), self.headers["Authorization"] or "")
        self.registry.asked.append(asked)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep standard error for the tests."""


def _error(code: str) -> Blob:
    return encode(_JSON, {"errors": [{"code": code, "message": code.lower()}]})


def sound(handler: _Handler, found: Blob) -> None:
    handler.answer(HTTPStatus.OK, found, {"Docker-Content-Digest": found.digest})


def status(code: int, **headers: str) -> Callable[[_Handler, Blob], None]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler, _: handler.answer(code, _error(_CODES.get(code, "UNKNOWN")), named)


def redirected(place: str) -> Callable[[_Handler, Blob], None]:
    """Lead elsewhere: to the same port by another name, which is another host to whoever holds a credential."""

    def answer(handler: _Handler, _: Blob) -> None:
        host = f"localhost:{handler.registry.server.server_port}"
        place_there = place or handler.path.replace("/v2/", "/moved/", 1)
        handler.answer(HTTPStatus.TEMPORARY_REDIRECT, _error("MOVED"), {"Location": f"http://{host}{place_there}"})

    return answer


def endless(piece: bytes, interval: float) -> Callable[[_Handler, Blob], None]:
    """Send pieces, with so many seconds between them, until the client has gone or the registry ends.

    No more than a flood in all: an engine takes whatever comes into its memory, also for a client that has gone.
    """

    def answer(handler: _Handler, found: Blob) -> None:
        if handler.command == "HEAD":
            sound(handler, found)
            return
        handler.close_connection = True
        handler.begin(HTTPStatus.OK, {"Content-Type": found.media_type, "Connection": "close"})
        sent = 0
        try:
            while not handler.registry.closing.wait(interval):
                sent += len(piece)
                if sent < _FLOOD:
                    handler.wfile.write(piece)
        except OSError:
            return

    return answer


def silent(handler: _Handler, _: Blob) -> None:
    handler.registry.asked.append(Asked(handler.command, handler.path, 0, ""))
    handler.close_connection = True
    handler.registry.closing.wait()


def mistyped(blob: Blob) -> Blob:
    return dataclasses.replace(blob, media_type="text/html")


def garbled(blob: Blob) -> Blob:
    return dataclasses.replace(blob, content=blob.content[:-20])


def crowded(blob: Blob) -> Blob:
    """An index of many platforms, the last of them real."""
    invented = [
        {"mediaType": OCI.manifest, "size": 2, "digest": digest(str(number).encode())}
        | {"platform": {"os": "linux", "architecture": f"cpu{number}"}}
        for number in range(CROWD - 1)
    ]
    return _index([*invented, *_entries(blob)])


def nested(blob: Blob) -> Blob:
    """An index beside whose images there is another index."""
    inner = {"mediaType": OCI.index, "size": len(blob.content), "digest": blob.digest, "platform": _NESTED}
    return _index([inner, *_entries(blob)])


def schema_1(_: Blob) -> Blob:
    """A manifest in the format of Docker 1.9, signature and all."""
    document = {"schemaVersion": 1, "name": "schema1", "tag": "latest", "architecture": "amd64", "fsLayers": []}
    return Blob(SCHEMA_1, json.dumps(document | {"history": [], "signatures": []}).encode())


def _entries(blob: Blob) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(blob.content).get("manifests", [])
    return entries


def _index(entries: list[dict[str, Any]]) -> Blob:
    return encode(OCI.index, {"schemaVersion": 2, "mediaType": OCI.index, "manifests": entries})


@dataclass(frozen=True)
class Fault:
    """How a name is answered: the way of the answer, and the content in it."""

    answer: Callable[[_Handler, Blob], None] = sound
    content: Callable[[Blob], Blob] = lambda blob: blob


FAULTS = {
    "sound": Fault(),
    "unauthorized": Fault(status(401)),
    "forbidden": Fault(status(403)),
    "missing": Fault(status(404)),
    "limited": Fault(status(429, Retry_After=str(RETRY_AFTER))),
    "broken": Fault(status(500)),
    "moved": Fault(redirected("")),
    "circular": Fault(redirected("/v2/circular/manifests/latest")),
    "endless": Fault(endless(b" " * 262144, 0.01)),
    "dripping": Fault(endless(b" ", 0.1)),
    "silent": Fault(silent),
    "mistyped": Fault(content=mistyped),
    "garbled": Fault(content=garbled),
    "crowded": Fault(content=crowded),
    "nested": Fault(content=nested),
    "schema1": Fault(content=schema_1),
}
