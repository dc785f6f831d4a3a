"""The images that a recording engine has, and what a pull adds to them.

The rules are a real engine's, reduced: a pull takes from an index the one platform that is asked for (the host's own
if none is), and a single manifest whatever is asked for. In the classic store the pulled platform replaces the one that
the tag had; in the containerd store it joins it. A container wants an image of the platform that it names, or any image
when it names none.

Not done: layers (a pull says that there is one), mirrors, credentials, dangling images.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from threading import Lock
from typing import Any

from tests.laboratory.recording_engine.answers import Answer, Answers, Store, refused
from tests.laboratory.recording_engine.archives import read_archive
from tests.laboratory.recording_engine.documents import SINGLE_MANIFESTS, classic_image, containerd_image, digest
from tests.laboratory.recording_engine.platforms import accepted, full_platform, is_same, platform_text

_SHORT = 12  # letters of a layer's digest that are shown
_OF_A_LAYER = ("Pulling fs layer", "Pull complete")


class ImageStore:
    """Images by reference; safe to use from several threads."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._lock = Lock()
        self._images = {full_name(reference): image for reference, image in answers.images.items()}
        self._programs: dict[str, str] = {}
        self._distribution = {full_name(reference): offer for reference, offer in answers.distribution.items()}
        self._arrivals = {full_name(reference): image for reference, image in answers.arrivals.items()}

    def find(self, reference: str) -> Answer:
        """What inspecting the image of that name, or of that whole Id, gives; 404 if there is none."""
        with self._lock:
            if found := self._images.get(full_name(reference)):
                return found
            for image in self._images.values():
                if image.is_found and image.document["Id"] == reference:
                    return image
        return refused(404, f"No such image: {reference}")

    def offer(self, reference: str) -> Answer:
        return self._distribution.get(full_name(reference), refused(404, "manifest unknown: manifest unknown"))

    def for_container(self, reference: str, platform: str) -> Answer:
        """The image for a container, or the 404 of an engine that has none for that platform (any, if empty)."""
        image = self.find(reference)
        if not image.is_found or not platform:
            return image
        present = tuple(_platforms(image.document))
        if any(is_same(platform, other) for other in present):
            return image
        found = f"image with reference {reference} was found but"
        if self._answers.store is Store.CONTAINERD:
            return refused(404, f"{found} does not provide the specified platform ({platform})")
        return refused(404, f"{found} its platform ({present[0]}) does not match the specified platform ({platform})")

    def pull(self, reference: str, platform: str) -> Answer:
        """Pulls an image: the progress lines with a 200, the last an error if no platform fits; else the refusal."""
        offer = self.offer(reference)
        if offer.status == HTTPStatus.NOT_FOUND:
            return refused(404, f"manifest for {reference} not found: manifest unknown: manifest unknown")
        if offer.status == HTTPStatus.UNAUTHORIZED:
            # A bare 401 would make the CLI ask for a login and try again; no engine sends one.
            return refused(404, f"pull access denied for {reference}, repository does not exist or may require login")
        if not offer.is_found:
            return offer
        name, wanted = full_name(reference), full_platform(platform, self._answers.platform)
        repository, _, tag = name.rpartition(":")
        domain, _, path = repository.partition("/")
        shown = f"library/{repository}" if not path else path if re.search(r"[.:]|^localhost$", domain) else repository
        lines: list[dict[str, object]] = [{"status": f"Pulling from {shown}", "id": tag}]
        platforms = [platform_text(entry) for entry in offer.document["Platforms"] or ()]
        chosen = next((entry for each in accepted(wanted) for entry in platforms if is_same(entry, each)), None)
        if chosen is None and offer.document["Descriptor"]["mediaType"] in SINGLE_MANIFESTS:
            chosen = platforms[0] if platforms else self._answers.platform
        if chosen is None:
            message = f"no matching manifest for {wanted} in the manifest list entries"
            return Answer(200, [*lines, {"errorDetail": {"message": message}, "error": message}])
        self._add(name, chosen)
        layer = digest("layer", name, chosen).removeprefix("sha256:")[:_SHORT]
        lines += [{"status": status, "progressDetail": {}, "id": layer} for status in _OF_A_LAYER]
        lines.append({"status": f"Digest: {offer.document['Descriptor']['digest']}"})
        return Answer(200, [*lines, {"status": f"Status: Downloaded newer image for {name}"}])

    def load(self, archive: bytes) -> tuple[str, ...]:
        loaded = read_archive(archive)
        if loaded.files > 1 and not self._answers.loads_folders:
            raise ValueError("it has more than one file")
        with self._lock:
            for name in map(full_name, loaded.names):
                self._images[name] = classic_image(name, loaded.platform)
                self._programs[name] = loaded.program
        return loaded.names

    def remove(self, reference: str) -> bool:
        name = full_name(reference)
        with self._lock:
            self._programs.pop(name, None)
            return self._images.pop(name, None) is not None

    def program(self, reference: str) -> str:
        """The architecture of the only program in a loaded image of that name; empty for any other image."""
        with self._lock:
            return self._programs.get(full_name(reference), "")

    def _add(self, name: str, platform: str) -> None:
        with self._lock:
            if name in self._arrivals:
                self._images[name] = self._arrivals[name]
            elif self._answers.store is Store.CLASSIC:
                self._images[name] = classic_image(name, platform)
            else:
                before = _platforms(self._images[name].document) if name in self._images else ()
                kept = [other for other in before if not is_same(other, platform)]
                host_first = sorted([*kept, platform], key=lambda each: not is_same(each, self._answers.platform))
                self._images[name] = containerd_image(name, *host_first)


def full_name(reference: str) -> str:
    """The one spelling of a reference: without Docker Hub's domain, with a tag or a digest."""
    name = reference.removeprefix("docker.io/").removeprefix("library/")
    tagged = ":" in name.rpartition("/")[2]
    return name if tagged else f"{name}:latest"


def _platforms(image: Mapping[str, Any]) -> Iterator[str]:
    if "Manifests" not in image:
        yield platform_text(image)
    for manifest in image.get("Manifests", ()):
        if manifest["Available"] and manifest["Kind"] == "image":
            yield platform_text(manifest["ImageData"]["Platform"])
