"""Bringing an engine into the state that a case starts from, and telling what is local.

It is done over the engine's API, as a process of docker's for each step would take longer than the engine. Only images
are touched that are the registry's, or were built under its names. A state that is still as it was is not made again.
"""

import contextlib
import http.client
import re
from collections.abc import Iterable, Mapping
from typing import Any

import docker
import docker.errors

from tests.laboratory.archive import archive
from tests.laboratory.collection import recipes
from tests.laboratory.images import Image, Index
from tests.real.conftest import TIMEOUT, Machine, names
from tests.real.differential.cases import IMAGES, STATES, pulls
from tests.real.differential.comparison import Snapshot

NAMELESS = "<none>"
NO_MATCH = re.compile("no match(ing manifest)? for ")


class States:
    """The local images of an engine, as far as they are of the tests' registry.

    Args:
        host: the engine, as DOCKER_HOST has it.
        registry: the registry's address.
        contents: what the registry has, by name.
        builds: what is built under its names, by `native` and `foreign`.
        machine: what is native and what is foreign.
    """

    def __init__(
        self,
        host: str,
        registry: str,
        contents: Mapping[str, Image | Index],
        builds: Mapping[str, Image],
        machine: Machine,
    ) -> None:
        self.engine = docker.APIClient(host, version="auto", timeout=TIMEOUT)
        self.registry = registry
        self.builds = builds
        known = recipes(machine.native, machine.foreign)
        self.pulls = {image: pulls(known.get(image), machine.native) for image in IMAGES}
        self.known = set(identities([*contents.values(), *builds.values()]))
        self.used: set[str] = set()
        self.prepared: dict[tuple[str, str], Snapshot] = {}

    def prepare(self, image: str, state: str) -> Snapshot:
        """Bring the engine into one of `STATES`, with an image of the registry; what is local then."""
        self.remove_containers()
        wanted = self.prepared.get((image, state))
        if wanted and self.snapshot() == wanted:
            return wanted
        self.clear()
        name = f"{self.registry}/{image}"
        self.used.add(name)
        for step in STATES[state]:
            verb, what = step.split()
            if verb == "pull":
                self.pull(name, self.pulls[image][what])
            else:
                answers = [*self.engine.load_image(archive(self.builds[what], f"{name}:latest"))]  # type: ignore[no-untyped-call]
                assert not any("error" in answer for answer in answers), answers
        reached = self.snapshot()
        assert wanted in (None, reached), "a state is another one when it is prepared again"
        self.prepared[image, state] = reached
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

    def inspected(self, name: str) -> dict[str, Any]:
        """What the engine tells of an image; nothing if there is none of that name."""
        answer = self.engine.get(f"{self.engine.base_url}/images/{name}/json?manifests=1", timeout=TIMEOUT)
        assert answer.ok or answer.status_code == http.client.NOT_FOUND, answer.text
        return answer.json() if answer.ok else {}

    def platforms(self, name: str) -> str:
        """The platforms that are local under a name, or the engine's choice of them where it tells no more."""
        told = self.inspected(name)
        if "Manifests" in told:
            found = [each["ImageData"]["Platform"] for each in told["Manifests"] if is_there(each)]
            return " ".join(sorted(map(written, found)))
        return written({each.lower(): told.get(each, "") for each in ("Os", "Architecture", "Variant")})

    def clear(self) -> None:
        """Remove all images, and first the containers that use them."""
        self.remove_containers()
        for image in (*(image["Id"] for image in self.listed()), *self.used):
            with contextlib.suppress(docker.errors.NotFound):
                self.engine.remove_image(image, force=True)
        assert self.snapshot() == Snapshot({})
        self.used.clear()

    def remove_containers(self) -> None:
        for container in self.engine.containers(all=True):
            if container["ImageID"] in self.known or container["Image"].startswith(f"{self.registry}/"):
                with contextlib.suppress(docker.errors.APIError):  # the engine removes it by itself
                    self.engine.remove_container(container["Id"], force=True)

    def listed(self) -> list[dict[str, Any]]:
        """The images that are ours, as the engine lists them."""
        return [image for image in self.engine.images() if self.is_ours(image)]

    def is_ours(self, image: Mapping[str, Any]) -> bool:
        """Whether an image is of the registry, or was built under its names, also if it has lost its name."""
        return image["Id"] in self.known or any(name.startswith(f"{self.registry}/") for name in names(image))

    def pull(self, name: str, platform: str) -> None:
        """Pull an image, for a platform or for the engine's choice; nothing happens if the engine finds none for it.

        Engines differ in what they find in an index whose entries have no platform.
        """
        answer = self.engine.pull(name, "latest", platform=platform or None)
        assert '"error"' not in answer or NO_MATCH.search(answer), answer


def is_there(manifest: Mapping[str, Any]) -> bool:
    return bool(manifest["Available"]) and manifest["Kind"] == "image"


def written(platform: Mapping[str, str]) -> str:
    return "/".join(filter(None, (platform.get(part) for part in ("os", "architecture", "variant"))))


def identities(contents: Iterable[Image | Index]) -> Iterable[str]:
    """The IDs that engines give these images: the digest of a configuration, a manifest, or an index."""
    for content in contents:
        yield content.manifest.digest
        for image in content.images if isinstance(content, Index) else (content,):
            yield from (image.manifest.digest, image.configuration.digest)
