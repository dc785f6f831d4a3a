"""The test images are what their names promise, and every digest in them is true."""

import gzip
import json
from typing import Any

import pytest

from tests.laboratory.collection import collection, recipes
from tests.laboratory.images import Blob, Image, Index, digest

PROGRAMS = {name: f"a program for {name}".encode() for name in ("386", "amd64", "arm", "arm64")}
IMAGES = collection("amd64", "arm64", PROGRAMS)


def parse(blob: Blob) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(blob.content)
    return document


@pytest.mark.parametrize("name", IMAGES)
def test_every_reference_leads_to_the_blob_it_describes(name: str) -> None:
    content = IMAGES[name]
    images = content.images if isinstance(content, Index) else (content,)
    if isinstance(content, Index):
        assert [entry["digest"] for entry in parse(content.manifest)["manifests"]] == [
            one.manifest.digest for one in images
        ]
    for one in images:
        manifest = parse(one.manifest)
        blobs = [one.configuration, *one.layers]
        for descriptor, blob in zip([manifest["config"], *manifest["layers"]], blobs, strict=True):
            assert descriptor["digest"] == digest(blob.content)
            assert (descriptor["size"], descriptor["mediaType"]) == (len(blob.content), blob.media_type)
        if not recipes("amd64", "arm64")[name].attested:
            unpacked = [digest(gzip.decompress(layer.content)) for layer in one.layers]
            assert parse(one.configuration)["rootfs"]["diff_ids"] == unpacked


def test_indexes_say_what_their_names_promise() -> None:
    amd64, arm64 = {"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}
    unknown = {"architecture": "unknown", "os": "unknown"}
    promised = {
        "multi": [amd64, arm64],
        "multi-oci": [amd64, arm64 | {"variant": "v8"}],
        "withattest": [amd64, arm64, unknown, unknown],
        "armattest": [arm64, unknown],
        "idxarm-cfgamd": [arm64],
        "idxnoplat": [None],
        "windows-only": [{"architecture": "amd64", "os": "windows"}],
        "level-or-foreign": [arm64, amd64 | {"variant": "v2"}],
    }
    for name, platforms in promised.items():
        assert [entry.get("platform") for entry in parse(IMAGES[name].manifest)["manifests"]] == platforms
    entries = parse(IMAGES["withattest"].manifest)["manifests"]
    about = [entry["annotations"]["vnd.docker.reference.digest"] for entry in entries[2:]]
    assert about == [entry["digest"] for entry in entries[:2]]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("armonly-single-v8", "variant", "v8"),
        ("mislabelled", "architecture", "amd64"),
        ("mislabelled-rev", "architecture", "arm64"),
        ("noarch", "architecture", None),
        ("emptyarch", "architecture", ""),
    ],
)
def test_configurations_say_what_their_names_promise(name: str, field: str, value: str | None) -> None:
    image = IMAGES[name]
    assert isinstance(image, Image)
    assert parse(image.configuration).get(field) == value
