"""The test images are what their names promise, where an image that is not would be used all the same."""

import json

import pytest

from tests.laboratory.collection import collection
from tests.laboratory.images import Image

IMAGES = collection("amd64", "arm64", dict.fromkeys(("386", "amd64", "arm", "arm64"), b"a program"))


def test_an_index_lists_attestations() -> None:
    manifests = json.loads(IMAGES["withattest"].manifest.content)["manifests"]
    assert [entry["platform"]["architecture"] for entry in manifests] == ["amd64", "arm64", "unknown", "unknown"]


@pytest.mark.parametrize(("name", "architecture"), [("noarch", None), ("emptyarch", "")])
def test_a_configuration_says_no_architecture(name: str, architecture: str | None) -> None:
    image = IMAGES[name]
    assert isinstance(image, Image)
    assert json.loads(image.configuration.content).get("architecture") == architecture
