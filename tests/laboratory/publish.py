"""Filling a registry with test images over plain HTTP, blob by blob.

It needs no engine, so it can publish what no engine would push: indexes with wrong, missing or odd labels. It never
asks what the registry has already; uploading a blob twice is harmless.
"""

import urllib.parse
from collections.abc import Mapping

import requests

from tests.laboratory.images import Blob, Image, Index
from tests.laboratory.registry import Credentials


class Publisher:
    """Somebody who uploads images to a registry at "127.0.0.1:PORT"."""

    def __init__(self, address: str, credentials: Credentials | None = None) -> None:
        self.address = address
        self.credentials = (credentials.user, credentials.password) if credentials else None

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
        place = self.ask("POST", f"/v2/{name}/blobs/uploads/", b"")
        self.ask("PUT", place, blob.content, digest=blob.digest)

    def put(self, name: str, reference: str, manifest: Blob) -> None:
        self.ask("PUT", f"/v2/{name}/manifests/{reference}", manifest.content, manifest.media_type)

    def ask(
        self, method: str, place: str, content: bytes, media_type: str = "application/octet-stream", **query: str
    ) -> str:
        """Send one request; where its answer says to go on."""
        with requests.Session() as session:
            session.trust_env = False  # no proxy of the machine's is asked
            session.auth = self.credentials
            url, headers = urllib.parse.urljoin(f"http://{self.address}", place), {"Content-Type": media_type}
            answer = session.request(method, url, query, content, headers, timeout=120)
            if not answer.ok:
                raise RuntimeError(f"the registry answers {method} {place} with {answer.status_code}: {answer.text}")
            return answer.headers.get("Location", "")
