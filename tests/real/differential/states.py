"""Bringing an engine into the state that a case starts from, and telling what is local.

It is done with the requests that docker sends for `docker pull`, `docker load` and `docker rmi`, over the engine's
socket, as a process for each would take longer than the engine. Only images are touched that are the registry's, or
were built under its names. A state that is still as it was is not made again.
"""

import http.client
import json
import re
import urllib.parse
from collections.abc import Iterable, Mapping
from typing import Any

from tests.laboratory.archive import archive
from tests.laboratory.images import Image, Index
from tests.laboratory.unix import UnixConnection
from tests.real.conftest import TIMEOUT, names
from tests.real.differential.cases import STATES, Case
from tests.real.differential.comparison import Snapshot

NAMELESS = "<none>"
GOING = (http.client.NOT_FOUND, http.client.CONFLICT)  # what an engine says of a container that it removes by itself
NO_MATCH = re.compile(rb"no match(ing manifest)? for ")


class States:
    """The local images of an engine, as far as they are of the tests' registry.

    Args:
        socket: the path of the engine's socket.
        registry: the registry's address.
        contents: what the registry has, by name.
        builds: what is built under its names, by `native` and `foreign`.
        pulls: for each image, the platform of each word after `pull` in `STATES`.
    """

    def __init__(
        self,
        socket: str,
        registry: str,
        contents: Mapping[str, Image | Index],
        builds: Mapping[str, Image],
        pulls: Mapping[str, Mapping[str, str]],
    ) -> None:
        self.socket = socket
        self.registry = registry
        self.builds = builds
        self.pulls = pulls
        self.known = set(identities([*contents.values(), *builds.values()]))
        self.used: set[str] = set()
        self.prepared: dict[tuple[str, str], Snapshot] = {}

    def name(self, case: Case) -> str:
        """The name of a case's image."""
        return f"{self.registry}/{case.image}"

    def prepare(self, case: Case) -> Snapshot:
        """Bring the engine into the state that a case starts from; what is local then."""
        self.remove_containers()
        wanted = self.prepared.get((case.image, case.state))
        if wanted and self.snapshot() == wanted:
            return wanted
        self.clear()
        self.used.add(self.name(case))
        for step in STATES[case.state]:
            verb, what = step.split()
            if verb == "pull":
                self.pull(self.name(case), self.pulls[case.image][what])
            else:
                self.load(archive(self.builds[what], f"{self.name(case)}:latest"))
        reached = self.snapshot()
        assert wanted in (None, reached), "a state is another one when it is prepared again"
        self.prepared[case.image, case.state] = reached
        return reached

    def snapshot(self) -> Snapshot:
        """What is local.

        The containerd store of Docker 26 does not list an image whose layers it had unpacked before and has not
        fetched again, so what has been prepared is looked up by its name as well.
        """
        named, nameless = {}, set()
        inspected = (self.inspected(name) for name in self.used)
        for image in [*self.listed(), *filter(None, inspected)]:
            called = [name for name in names(image) if not name.startswith(NAMELESS)]
            if not called:
                nameless.add(image["Id"])
            for name in called:
                named[name] = f"{image['Id']} ({self.platforms(name)})"
        return Snapshot(named, frozenset(nameless))

    def inspected(self, name: str) -> dict[str, Any] | None:
        """What the engine tells of an image; None if there is none of that name."""
        told = json.loads(self.ask("GET", f"/images/{name}/json?manifests=1", allowed=(http.client.NOT_FOUND,)))
        return told if "Id" in told else None

    def platforms(self, name: str) -> str:
        """The platforms that are local under a name, or the engine's choice of them where it tells no more."""
        told = self.inspected(name)
        if told and "Manifests" in told:
            found = [each["ImageData"]["Platform"] for each in told["Manifests"] if is_there(each)]
            return " ".join(sorted(map(written, found)))
        return written({each.lower(): told.get(each, "") for each in ("Os", "Architecture", "Variant")}) if told else ""

    def clear(self) -> None:
        """Remove all images, and first the containers that use them."""
        self.remove_containers()
        for image in (*(image["Id"] for image in self.listed()), *self.used):
            self.ask("DELETE", f"/images/{image}?force=1", allowed=(http.client.NOT_FOUND,))
        assert self.snapshot() == Snapshot({})
        self.used.clear()

    def remove_containers(self) -> None:
        """Remove the containers of the images."""
        for container in json.loads(self.ask("GET", "/containers/json?all=1")):
            if container["ImageID"] in self.known or container["Image"].startswith(f"{self.registry}/"):
                self.ask("DELETE", f"/containers/{container['Id']}?force=1", allowed=GOING)

    def listed(self) -> list[dict[str, Any]]:
        """The images that are ours, as the engine lists them."""
        images: list[dict[str, Any]] = json.loads(self.ask("GET", "/images/json"))
        return [image for image in images if self.is_ours(image)]

    def is_ours(self, image: Mapping[str, Any]) -> bool:
        """Whether an image is of the registry, or was built under its names, also if it has lost its name."""
        return image["Id"] in self.known or any(name.startswith(f"{self.registry}/") for name in names(image))

    def pull(self, name: str, platform: str) -> None:
        """Pull an image, for a platform or for the engine's choice; nothing happens if the engine finds none for it.

        Engines differ in what they find in an index whose entries have no platform.
        """
        query = urllib.parse.urlencode({"fromImage": name, "tag": "latest", "platform": platform})
        answer = self.ask("POST", f"/images/create?{query}")
        assert b'"error"' not in answer or NO_MATCH.search(answer), answer

    def load(self, content: bytes) -> None:
        """Load an image out of an archive."""
        answer = self.ask("POST", "/images/load?quiet=1", content)
        assert b'"error"' not in answer, answer

    def ask(self, method: str, target: str, content: bytes = b"", allowed: Iterable[int] = ()) -> bytes:
        """Send a request to the engine; its answer, which may be of the statuses 2xx and those allowed."""
        connection = UnixConnection(self.socket, TIMEOUT)
        try:
            connection.request(method, target, content, {"Content-Type": "application/x-tar"} if content else {})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status // 100 == 2 or answer.status in allowed, f"{method} {target}: {answer.status} {text!r}"
            return text
        finally:
            connection.close()


def is_there(manifest: Mapping[str, Any]) -> bool:
    """Say whether a manifest of an image is a local image."""
    return bool(manifest["Available"]) and manifest["Kind"] == "image"


def written(platform: Mapping[str, str]) -> str:
    """A platform as the engine's API describes it, in one word."""
    return "/".join(filter(None, (platform.get(part) for part in ("os", "architecture", "variant"))))


def identities(contents: Iterable[Image | Index]) -> Iterable[str]:
    """The IDs that engines give these images: the digest of a configuration, a manifest, or an index."""
    for content in contents:
        yield content.manifest.digest
        for image in content.images if isinstance(content, Index) else (content,):
            yield from (image.manifest.digest, image.configuration.digest)
