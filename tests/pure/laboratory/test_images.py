"""The test images are what their names promise; whether their digests are true, each registry checks."""

import json

import pytest

from tests.laboratory.collection import collection
from tests.laboratory.images import Image

IMAGES = collection("amd64", "arm64", dict.fromkeys(("386", "amd64", "arm", "arm64"), b"a program"))
AMD64, ARM64 = {"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}
UNKNOWN = {"architecture": "unknown", "os": "unknown"}


@pytest.mark.parametrize(
    ("name", "platforms"),
    [
        ("multi-oci", [AMD64, ARM64 | {"variant": "v8"}]),
        ("withattest", [AMD64, ARM64, UNKNOWN, UNKNOWN]),
        ("idxnoplat", [None]),
        ("level-or-foreign", [ARM64, AMD64 | {"variant": "v2"}]),
    ],
)
def test_indexes_say_what_their_names_promise(name: str, platforms: list[dict[str, str] | None]) -> None:
    manifests = json.loads(IMAGES[name].manifest.content)["manifests"]
    assert [entry.get("platform") for entry in manifests] == platforms


@pytest.mark.parametrize(("name", "architecture"), [("noarch", None), ("emptyarch", "")])
def test_configurations_say_what_their_names_promise(name: str, architecture: str | None) -> None:
    image = IMAGES[name]
    assert isinstance(image, Image)
    assert json.loads(image.configuration.content).get("architecture") == architecture
