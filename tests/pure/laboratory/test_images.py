"""The test images are what their names promise; whether their digests are true, each registry checks."""

import json

import pytest

from tests.laboratory.collection import collection
from tests.laboratory.images import Image

IMAGES = collection("amd64", "arm64", dict.fromkeys(("386", "amd64", "arm", "arm64"), b"a program"))


@pytest.mark.parametrize(
    ("name", "architectures"),
    [
        ("withattest", ["amd64", "arm64", "unknown", "unknown"]),
        ("idxnoplat", [None]),
        ("noarch", [None]),
        ("emptyarch", [""]),
    ],
)
def test_images_say_what_their_names_promise(name: str, architectures: list[str | None]) -> None:
    image = IMAGES[name]
    if isinstance(image, Image):
        labels = [json.loads(image.configuration.content)]
    else:
        labels = [entry.get("platform", {}) for entry in json.loads(image.manifest.content)["manifests"]]
    assert [label.get("architecture") for label in labels] == architectures
