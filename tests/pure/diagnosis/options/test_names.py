"""Which names are tried for an image on another architecture. A registry decides which of them exist."""

import pytest

from anyarch.diagnosis.options.names import candidates, familiar
from anyarch.oci import references


def names(image: str, architecture: str, tags: frozenset[str] | None = None) -> list[str]:
    return [familiar(name) for name in candidates(image, architecture, tags)]


@pytest.mark.parametrize(
    ("image", "architecture", "expected"),
    [
        ("example.com/app:1.2", "arm64", "example.com/app:1.2-arm64"),
        ("example.com/app:1.2", "arm64", "example.com/app:1.2-arm64v8"),
        ("example.com/app:1.2", "arm64", "example.com/app:1.2-aarch64"),
        ("example.com/app:1.2", "arm64", "example.com/app:arm64-1.2"),
        ("example.com/app:1.2", "amd64", "example.com/app:1.2-x86_64"),
        ("example.com/app", "arm64", "example.com/app:arm64"),
        ("example.com/app", "arm64", "example.com/app:latest-arm64"),
        ("example.com/app:amd64", "arm64", "example.com/app:arm64"),
        ("example.com/app:arm64v8-1.2", "amd64", "example.com/app:1.2-amd64"),
        ("example.com/app", "arm64", "example.com/app-arm64"),
        ("example.com/a/app-amd64", "arm64", "example.com/a/app-arm64"),
        ("example.com/a/app-amd64", "arm64", "example.com/a/app"),
        ("example.com/a/amd64-app", "arm64", "example.com/a/aarch64-app"),
        ("redis:7", "arm", "arm32v7/redis:7"),
        ("docker.io/library/redis", "s390x", "s390x/redis"),
        ("amd64/redis:7", "arm64", "arm64v8/redis:7"),
    ],
)
def test_the_usual_names_are_among_the_candidates(image: str, architecture: str, expected: str) -> None:
    assert expected in names(image, architecture)


@pytest.mark.parametrize(
    ("image", "architecture", "first"),
    [
        ("amd64/redis:7", "arm64", "redis:7"),
        ("redis", "arm64", "arm64v8/redis"),
        ("example.com/app:1-amd64", "arm64", "example.com/app:1"),
        (f"example.com/app:1@sha256:{'0' * 64}", "arm64", "example.com/app:1"),
    ],
)
def test_one_with_all_platforms_comes_first(image: str, architecture: str, first: str) -> None:
    assert names(image, architecture)[0] == first


def test_the_image_itself_is_no_candidate() -> None:
    for image in ("example.com/app", "redis:7", "arm64v8/redis", "example.com/app:1-arm64"):
        assert familiar(references.parse(image)) not in names(image, "arm64")


def test_of_the_repositorys_own_tags_only_those_that_are_there_are_tried() -> None:
    found = names("example.com/app:1", "arm64", frozenset({"1", "1-arm64", "2-arm64"}))
    assert [name for name in found if name.startswith("example.com/app:")] == ["example.com/app:1-arm64"]
    assert "example.com/app-arm64:1" in found


def test_official_images_have_organisations_and_no_repositories_beside() -> None:
    assert not any("redis-" in name or "-redis" in name for name in names("redis", "arm64"))


@pytest.mark.parametrize("image", ["0" * 64, f"sha256:{'0' * 64}", "Foo", "a b", "$(id)", ""])
def test_what_is_no_name_has_no_candidates(image: str) -> None:
    assert candidates(image, "arm64", None) == []
