"""How answers of engines are read; the documents are as real engines give them (docs/explanation/how-it-decides.md)."""

import json

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.bare.unix_socket import Answer
from anyarch.decision.facts import Local
from anyarch.engine import questions
from anyarch.engine.connection import Connection
from anyarch.person.errors import RefusedError, UnlistedError

DIGEST = "sha256:" + "1" * 64
OTHER = "sha256:" + "2" * 64
INDEX = "application/vnd.oci.image.index.v1+json"
IDENTITY = "sha256:" + "abc" + "0" * 61


class Said(Connection):
    """A connection whose answers are written down, by target."""

    def __init__(self, answers: dict[str, object], status: int = 200) -> None:
        super().__init__(resolve({}, {}), 0.0)
        self.answers, self.status = answers, status
        self.asked: list[tuple[str, dict[str, str] | None]] = []

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        self.asked.append((target, headers))
        document = self.answers[target.partition("?")[0]]
        return Answer(self.status, document if isinstance(document, bytes) else json.dumps(document).encode())


@pytest.mark.parametrize(
    ("version", "info", "platform"),
    [
        ({"Os": "linux", "Arch": "amd64"}, None, "linux/amd64"),
        ({"Os": "linux", "Arch": "arm"}, {"Architecture": "armv6l"}, "linux/arm/v6"),
        ({"Os": "linux", "Arch": "arm"}, {"Architecture": "aarch64"}, "linux/arm/v8"),
        ({"Os": "windows", "Arch": "amd64"}, None, "windows/amd64"),
    ],
)
def test_an_engine_tells_its_platform(version: object, info: object, platform: str) -> None:
    assert str(questions.engine_platform(Said({"/version": version, "/info": info}))) == platform


@pytest.mark.parametrize("version", [{}, [], {"Os": "linux"}, {"Os": 1, "Arch": 2}, b"{", b"", {"Os": "", "Arch": ""}])
def test_an_engine_that_does_not_tell_is_an_error(version: object) -> None:
    with pytest.raises(RefusedError):
        questions.engine_platform(Said({"/version": version}))


@pytest.mark.parametrize(
    ("architecture", "api", "driver", "expected"),
    [
        ("amd64", "1.45", "overlay2", True),
        ("amd64", "2.0", "overlay2", True),
        ("amd64", "1.41", "overlay2", False),
        ("amd64", "1.45", "io.containerd.snapshotter.v1", False),
        ("arm64", "1.45", "overlay2", False),
        ("amd64", "1.x", "overlay2", False),
    ],
)
def test_newer_engines_with_the_classic_store_select_a_level_of_an_amd64_cpu(
    architecture: str, api: str, driver: str, *, expected: bool
) -> None:
    answers = {
        "/version": {"Os": "linux", "Arch": architecture, "ApiVersion": api},
        "/info": {"DriverStatus": [["driver-type", driver]]},
    }
    assert questions.selects_levels(Said(answers)) is expected


def local(document: dict[str, object], image: str = "alpine") -> Local:
    found = questions.local_image(Said({f"/images/{image}/json": document}), image)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("document", "platforms"),
    [
        ({"Os": "linux", "Architecture": "arm", "Variant": "v6"}, ["linux/arm/v6"]),
        ({"Os": "linux", "Architecture": "arm64", "Variant": "v8"}, ["linux/arm64"]),
        ({"Os": "linux", "Architecture": ""}, []),
        ({}, []),
        ({"Os": "linux", "Architecture": "amd64", "Manifests": []}, []),
        ({"Os": "linux", "Architecture": "amd64", "Manifests": None}, ["linux/amd64"]),
    ],
)
def test_the_label_is_read_as_it_stands(document: dict[str, object], platforms: list[str]) -> None:
    assert [str(platform) for platform in local(document).platforms] == platforms


def test_on_the_containerd_store_what_has_content_counts_and_attestations_do_not() -> None:
    def manifest(architecture: str, *, available: bool, kind: str = "image", content: object = 0) -> dict[str, object]:
        size, platform = {"Content": content}, {"os": "linux", "architecture": architecture}
        return {"Kind": kind, "Available": available, "Size": size, "ImageData": {"Platform": platform}}

    manifests = [
        manifest("amd64", available=False),
        manifest("arm64", available=True),
        manifest("s390x", available=True, kind="attestation"),
        manifest("ppc64le", available=False, content=943),
        manifest("riscv64", available=False, content="much"),
        {"Kind": "image", "Available": True},
        "nonsense",
    ]
    found = local({"Os": "", "Architecture": "", "Manifests": manifests})
    assert [str(platform) for platform in found.platforms] == ["linux/arm64", "linux/ppc64le"]


def test_no_image_is_no_error_and_any_other_refusal_is_one() -> None:
    assert questions.local_image(Said({"/images/x/json": {"message": "No such image"}}, status=404), "x") is None
    with pytest.raises(RefusedError, match="the engine is on strike"):
        questions.local_image(Said({"/images/x/json": {"message": "the engine is on strike"}}, status=500), "x")


def test_only_the_digests_of_its_own_repository_are_an_images_own() -> None:
    digests = [f"alpine@{DIGEST}", f"docker.io/library/alpine@{OTHER}", f"example.com/alpine@{IDENTITY}", "x", 7, ""]
    assert local({"RepoDigests": digests}).digests == {DIGEST, OTHER}


@pytest.mark.parametrize(
    ("image", "by_id"),
    [("abc", True), ("abc0", True), (IDENTITY, True), (IDENTITY[7:], True), ("alpine", False), ("abd", False)],
)
def test_a_word_that_begins_the_id_is_an_id(image: str, *, by_id: bool) -> None:
    assert local({"Id": IDENTITY}, image).named_by_id is by_id


def distribution(platforms: object, media_type: str = INDEX) -> Said:
    descriptor = {"mediaType": media_type, "digest": DIGEST}
    return Said({"/distribution/a:b/json": {"Descriptor": descriptor, "Platforms": platforms}})


@pytest.mark.parametrize("media_type", [INDEX, "application/vnd.docker.distribution.manifest.list.v2+json"])
def test_what_is_offered_in_an_index_is_cleaned_and_named(media_type: str) -> None:
    platforms = [
        {"os": "linux", "architecture": "arm64", "variant": "v8"},
        {"os": "linux", "architecture": "arm64"},
        {"os": "unknown", "architecture": "unknown"},
        {"os": "", "architecture": ""},
        {"os": "windows", "architecture": "amd64", "os.version": "10.0"},
        "nonsense",
        {"os": ["linux"], "architecture": 7},
    ]
    found = questions.offered(distribution(platforms, media_type), "a:b", {})
    assert [str(platform) for platform in found.platforms] == ["linux/arm64", "windows/amd64"]
    assert (found.digest, found.is_index) == (DIGEST, True)


@pytest.mark.parametrize(
    ("entry", "is_complete"),
    [
        ({"os": "linux", "architecture": "arm64"}, True),
        ({"os": "unknown", "architecture": "unknown"}, True),
        ({"os": "linux", "architecture": ""}, False),
        ({}, False),
    ],
)
def test_an_index_with_an_entry_that_names_no_platform_is_only_partly_known(
    entry: dict[str, str], *, is_complete: bool
) -> None:
    entries = [{"os": "linux", "architecture": "s390x"}, entry]
    assert questions.offered(distribution(entries), "a:b", {}).is_complete is is_complete
    single = "application/vnd.docker.distribution.manifest.v2+json"
    found = questions.offered(distribution([entry], single), "a:b", {})
    assert (found.is_complete, found.is_index) == (True, False)


@pytest.mark.parametrize("platforms", [None, {}, "linux/amd64", 5])
def test_a_list_that_is_none_is_unknown_but_for_its_digest(platforms: object) -> None:
    with pytest.raises(UnlistedError, match="does not say") as unlisted:
        questions.offered(distribution(platforms), "a:b", {})
    assert unlisted.value.digest == DIGEST


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_a_refusal_has_the_status_of_the_answer(status: int) -> None:
    with pytest.raises(RefusedError, match="no and no") as refused:
        questions.offered(Said({"/distribution/a:b/json": {"message": "no and no"}}, status), "a:b", {})
    assert refused.value.status == status


def test_names_are_encoded_and_credentials_are_sent_along() -> None:
    said = distribution([])
    questions.offered(said, "a:b", {"X-Registry-Auth": "e30="})
    assert said.asked == [("/distribution/a:b/json", {"X-Registry-Auth": "e30="})]
    assert questions.image_target("a b?c#d%e") == "/images/a%20b%3Fc%23d%25e/json?manifests=1"
