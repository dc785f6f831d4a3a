"""Filling a registry with test images over plain HTTP, blob by blob.

It needs no engine, so it can publish what no engine would push: indexes with wrong, missing or odd labels. It never
asks what the registry has already; uploading a blob twice is harmless.
"""

import base64
import http.client
import urllib.parse
from collections.abc import Mapping

from tests.laboratory.images import Blob, Image, Index
from tests.laboratory.registry import Credentials


class Publisher:
    """Somebody who uploads images to a registry at "127.0.0.1:PORT"."""

    def __init__(self, address: str, credentials: Credentials | None = None) -> None:
        self.address = address
        self.headers = {}
        if credentials:
            word = base64.b64encode(f"{credentials.user}:{credentials.password}".encode()).decode()
            self.headers["Authorization"] = f"Basic {word}"

    def publish(self, images: Mapping[str, Image | Index], tag: str = "latest") -> None:
        for name, content in images.items():
            self.push(name, content, tag)

    def push(self, name: str, content: Image | Index, tag: str = "latest") -> str:
        """Upload an image, or an index with all its images; the digest under which the tag finds it."""
        for image in content.images if isinstance(content, Index) else (content,):
            for blob in (image.configuration, *image.layers):
                self.upload(name, blob)
            self.put(name, image.manifest.digest, image.manifest)
        self.put(name, tag, content.manifest)
        return content.manifest.digest

    def upload(self, name: str, blob: Blob) -> None:
        place = urllib.parse.urlsplit(self.ask("POST", f"/v2/{name}/blobs/uploads/", b"", http.client.ACCEPTED))
        query = f"{place.query}&{urllib.parse.urlencode({'digest': blob.digest})}"
        self.ask("PUT", f"{place.path}?{query}", blob.content, http.client.CREATED)

    def put(self, name: str, reference: str, manifest: Blob) -> None:
        target = f"/v2/{name}/manifests/{reference}"
        self.ask("PUT", target, manifest.content, http.client.CREATED, manifest.media_type)

    def ask(
        self, method: str, target: str, content: bytes, expected: int, media_type: str = "application/octet-stream"
    ) -> str:
        """Send one request; where its answer says to go on."""
        connection = http.client.HTTPConnection(self.address, timeout=120)
        try:
            connection.request(method, target, content, {**self.headers, "Content-Type": media_type})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            if answer.status != expected:
                raise RuntimeError(f"the registry answers {method} {target} with {answer.status}: {text.strip()}")
            return answer.getheader("Location", "")
        finally:
            connection.close()
