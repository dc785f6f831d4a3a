"""The test images are what their names promise; whether their digests are true, each registry checks."""

import json
from typing import Any

import pytest

from tests.laboratory.collection import collection
from tests.laboratory.images import Blob, Image

PROGRAMS = {name: f"a program for {name}".encode() for name in ("386", "amd64", "arm", "arm64")}
IMAGES = collection("amd64", "arm64", PROGRAMS)
AMD64, ARM64 = {"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}
UNKNOWN = {"architecture": "unknown", "os": "unknown"}


def parse(blob: Blob) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(blob.content)
    return document


@pytest.mark.parametrize(
    ("name", "platforms"),
    [
        ("multi-oci", [AMD64, ARM64 | {"variant": "v8"}]),
        ("withattest", [AMD64, ARM64, UNKNOWN, UNKNOWN]),
        ("armattest", [ARM64, UNKNOWN]),
        ("idxnoplat", [None]),
        ("level-or-foreign", [ARM64, AMD64 | {"variant": "v2"}]),
    ],
)
def test_indexes_say_what_their_names_promise(name: str, platforms: list[dict[str, str] | None]) -> None:
    assert [entry.get("platform") for entry in parse(IMAGES[name].manifest)["manifests"]] == platforms


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("armonly-single-v8", "variant", "v8"),
        ("noarch", "architecture", None),
        ("emptyarch", "architecture", ""),
    ],
)
def test_configurations_say_what_their_names_promise(name: str, field: str, value: str | None) -> None:
    image = IMAGES[name]
    assert isinstance(image, Image)
    assert parse(image.configuration).get(field) == value
