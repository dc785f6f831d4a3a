import gzip
import io
import json
import tarfile
from typing import Any

import pytest

from tests.laboratory.archive import archive
from tests.laboratory.collection import Part, Recipe, collection, recipes
from tests.laboratory.images import DOCKER, OCI, Blob, Image, Index, Platform, digest, image, layer

PROGRAMS = {name: f"a program for {name}".encode() for name in ("386", "amd64", "arm", "arm64")}
IMAGES = collection("amd64", "arm64", PROGRAMS)


def parse(blob: Blob) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(blob.content)
    return document


def images(content: Image | Index) -> tuple[Image, ...]:
    return content.images if isinstance(content, Index) else (content,)


def platforms(name: str) -> list[dict[str, str] | None]:
    return [entry.get("platform") for entry in parse(IMAGES[name].manifest)["manifests"]]


def configuration(name: str) -> dict[str, Any]:
    content = IMAGES[name]
    assert isinstance(content, Image)
    return parse(content.configuration)


@pytest.mark.parametrize("name", IMAGES)
def test_every_reference_leads_to_the_blob_it_describes(name: str) -> None:
    for one in images(IMAGES[name]):
        manifest = parse(one.manifest)
        assert manifest["mediaType"] == one.manifest.media_type
        for descriptor, blob in zip(
            [manifest["config"], *manifest["layers"]], [one.configuration, *one.layers], strict=True
        ):
            assert descriptor["digest"] == digest(blob.content)
            assert descriptor["size"] == len(blob.content)
            assert descriptor["mediaType"] == blob.media_type


@pytest.mark.parametrize("name", [name for name, content in IMAGES.items() if isinstance(content, Index)])
def test_an_index_lists_its_images_in_order(name: str) -> None:
    listed = [entry["digest"] for entry in parse(IMAGES[name].manifest)["manifests"]]
    assert listed == [one.manifest.digest for one in images(IMAGES[name])]


@pytest.mark.parametrize("name", [name for name, recipe in recipes("amd64", "arm64").items() if not recipe.attested])
def test_layers_unpack_to_what_the_configuration_says(name: str) -> None:
    for one in images(IMAGES[name]):
        unpacked = [gzip.decompress(layer.content) for layer in one.layers]
        assert parse(one.configuration)["rootfs"]["diff_ids"] == [digest(content) for content in unpacked]
        with tarfile.open(fileobj=io.BytesIO(unpacked[0])) as files:
            assert files.getmember("bin/busybox").mode == 0o755
            assert files.getmember("bin/uname").linkname == "busybox"


def test_a_layer_is_the_same_every_time() -> None:
    files = {"b": (b"2", 0o644), "a": (b"1", 0o600)}
    assert layer(files, {}, OCI) == layer(dict(reversed(files.items())), {}, OCI)


def test_indexes_say_what_their_names_promise() -> None:
    amd64, arm64 = {"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}
    unknown = {"architecture": "unknown", "os": "unknown"}
    assert platforms("multi") == [amd64, arm64]
    assert platforms("multi-oci") == [amd64, arm64 | {"variant": "v8"}]
    assert platforms("withattest") == [amd64, arm64, unknown, unknown]
    assert platforms("armattest") == [arm64, unknown]
    assert platforms("idxarm-cfgamd") == [arm64]
    assert platforms("idxnoplat") == [None]
    assert platforms("windows-only") == [{"architecture": "amd64", "os": "windows"}]
    assert platforms("amd64v3-only") == [amd64 | {"variant": "v3"}]


def test_configurations_say_what_their_names_promise() -> None:
    assert configuration("armonly-single-v8")["variant"] == "v8"
    assert configuration("mislabelled")["architecture"] == "amd64"
    assert configuration("mislabelled-rev")["architecture"] == "arm64"
    assert "architecture" not in configuration("noarch")
    assert configuration("emptyarch")["architecture"] == ""


def test_attestations_name_the_image_they_are_about() -> None:
    entries = parse(IMAGES["withattest"].manifest)["manifests"]
    named = [entry["annotations"]["vnd.docker.reference.digest"] for entry in entries[2:]]
    assert named == [entry["digest"] for entry in entries[:2]]


def test_the_collection_turns_around_for_an_arm_machine() -> None:
    turned = collection("arm64", "amd64", {name: PROGRAMS[name] for name in ("amd64", "arm64")})
    assert parse(turned["armonly-index"].manifest)["manifests"][0]["platform"]["architecture"] == "amd64"
    assert "arm32" not in turned


def test_recipes_are_data() -> None:
    single = Recipe(DOCKER, (Part("arm64", Platform("amd64")),), indexed=False)
    assert recipes("amd64", "arm64")["mislabelled"] == single


def test_an_archive_holds_the_image_under_its_tag() -> None:
    one = image(Platform("amd64"), [layer({"hello": (b"world", 0o644)}, {}, DOCKER)], ["/hello"], DOCKER)
    with tarfile.open(fileobj=io.BytesIO(archive(one, "example:1"))) as files:
        members = {member.name: files.extractfile(member) for member in files}
        read = {name: member.read() for name, member in members.items() if member}
    [listing] = json.loads(read["manifest.json"])
    assert listing["RepoTags"] == ["example:1"]
    assert digest(read[listing["Config"]]) == one.configuration.digest
    assert [digest(read[name]) for name in listing["Layers"]] == parse(one.configuration)["rootfs"]["diff_ids"]
