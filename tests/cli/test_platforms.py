"""`anyarch platforms`, with an engine that claims to be an amd64 machine, in front of a registry."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.catalog.conftest import CONTENT, distribution
from tests.cli.conftest import report
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.person import Person
from tests.laboratory.recording_engine import Answers, RecordingEngine, classic_image, docker_manifest

SIZES = [sum(len(blob.content) for blob in (each.configuration, *each.layers)) for each in CONTENT.images]


@pytest.fixture
def registry() -> Iterator[FaultyRegistry]:
    with FaultyRegistry(CONTENT) as faulty:
        yield faulty


@pytest.fixture
def name(person: Person, registry: FaultyRegistry) -> Iterator[str]:
    """The image's name; arm64 of it is local, and can be executed."""
    name = f"{registry.address}/sound:latest"
    answers = Answers(
        is_here=True,
        images={name: classic_image(name, "linux/arm64")},
        distribution={name: distribution(CONTENT), f"{registry.address}/one:1": docker_manifest("linux/s390x")},
        executes={"arm64": 42},
    )
    with RecordingEngine(person.environment["HOME"], answers):
        yield name


def reports(person: Person, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = report(person, "platforms", "--json", *words)["images"]
    return found


def test_platforms_are_shown_with_digests_sizes_what_is_local_and_what_a_pull_would_bring(
    person: Person, name: str
) -> None:
    [found] = reports(person, "--sizes", name)
    assert found == {
        "image": name,
        "local": ["linux/arm64"],
        "digest": CONTENT.manifest.digest,
        "index": True,
        "age": found["age"],
        "platforms": [
            {"platform": "linux/arm64", "digest": CONTENT.images[0].manifest.digest, "size": SIZES[0], "local": True}
            | {"gets": True},
            {"platform": "linux/s390x", "digest": CONTENT.images[1].manifest.digest, "size": SIZES[1], "local": False}
            | {"gets": False},
        ],
    }


def test_without_being_asked_for_sizes_it_fetches_no_manifest(
    person: Person, registry: FaultyRegistry, name: str
) -> None:
    [found] = reports(person, name)
    assert [(row["platform"], row["digest"], row["size"]) for row in found["platforms"]] == [
        ("linux/arm64", None, None),
        ("linux/s390x", None, None),
    ]
    done = person.anyarch("platforms", name)
    assert done.output.splitlines()[1:] == ["  PLATFORM      LOCAL", "* linux/arm64   yes", "  linux/s390x"]
    assert registry.requests() == []


def test_what_is_known_is_not_asked_for_again_unless_live(person: Person, registry: FaultyRegistry, name: str) -> None:
    reports(person, "--sizes", name)
    first = registry.requests()
    assert [method for method, _, _ in first] == ["GET"] * 3
    again = reports(person, "--sizes", name)
    assert registry.requests() == first
    assert again[0]["platforms"][0]["size"] == SIZES[0]
    person.environment["ANYARCH_CACHE_DIR"] = f"{person.environment['HOME']}/another"
    assert reports(person, "--sizes", name, "--live")[0]["platforms"] == again[0]["platforms"]
    assert len(registry.requests()) == 2 * len(first)


def test_of_a_single_image_a_pull_brings_what_there_is(person: Person, registry: FaultyRegistry, name: str) -> None:  # noqa: ARG001
    [found] = reports(person, "--sizes", f"{registry.address}/one:1")
    assert [(row["platform"], row["gets"], row["size"]) for row in found["platforms"]] == [("linux/s390x", True, None)]


def test_where_the_registry_cannot_be_asked_digests_are_left_out(person: Person, name: str) -> None:
    assert person.anyarch("config", "set", "catalog.direct", "false").status == 0
    [found] = reports(person, "--sizes", name)
    assert [row["digest"] for row in found["platforms"]] == [None, None]
    assert "linux/s390x   -" in person.anyarch("platforms", "--sizes", name).output


def test_an_image_that_is_not_there_is_a_finding_with_the_tags_that_are(
    person: Person, registry: FaultyRegistry, name: str
) -> None:
    done = person.anyarch("platforms", f"{registry.address}/sound:2", name)
    assert done.status == 1
    assert "sound:2  not known: The engine answered: manifest unknown" in done.output
    assert "available tags: 1.0, latest\n  fix: check the name and the tag\n" in done.output
    assert "linux/s390x" in done.output


def test_an_engine_that_does_not_answer_is_told(person: Person) -> None:
    done = person.anyarch("platforms", "alpine")
    assert done.status == 4
    assert "did not answer: there is no such socket" in done.output
    assert "\n  fix: docker context ls\n" in done.output


@pytest.mark.parametrize("image", ["a" * 64, "Upper/Case/", "", "a:b:c", "\x1b[31m"])
def test_what_is_no_name_is_a_mistake(person: Person, image: str) -> None:
    done = person.anyarch("platforms", image)
    assert done.status == 2
    assert "\x1b" not in done.errors
