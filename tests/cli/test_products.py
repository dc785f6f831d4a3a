"""Engines inside a product: recognised, and told how their own emulator is switched on, not offered a handler."""

import pytest

from tests.laboratory import examples
from tests.laboratory.person import Person
from tests.laboratory.programs import find
from tests.laboratory.recording_engine import Answers, RecordingEngine, index

# What each says in /info: OperatingSystem and Name.
HERE = {
    "Docker Desktop": ("Docker Desktop", "docker-desktop"),
    "OrbStack": ("OrbStack", "orbstack"),
    "Colima": ("Ubuntu 24.04.1 LTS", "colima-work"),
    "Rancher Desktop": ("Alpine Linux v3.20", "lima-rancher-desktop"),
    "Lima": ("Ubuntu 24.04.1 LTS", "lima-docker"),
}

SERVER = "a server"
each_product = pytest.mark.parametrize("product", sorted(HERE))


@pytest.fixture
def person(person: Person) -> Person:
    """Somebody with docker's own client, and consent to an emulator."""
    person.real = find("docker")
    person.install()
    person.environment["ANYARCH_EMULATION"] = "install"
    return person


def engine(
    person: Person, product: str, executes: dict[str, int | None], host: str = "arm64", offered: str = "linux/amd64"
) -> RecordingEngine:
    system, name = {**HERE, SERVER: ("Ubuntu 24.04.1 LTS", "lima-db01")}[product]
    offers = {"i": index(offered)}
    answers = Answers(architecture=host, distribution=offers, executes=executes, system=system, name=name)
    return RecordingEngine(person.environment["HOME"], answers)


@each_product
def test_where_it_executes_nothing_is_missing(person: Person, product: str) -> None:
    with engine(person, product, {"amd64": 42}) as recording:
        assert person.docker("run", "i").errors.count("anyarch:") == 0
        created = [each for each in recording.requests_for("POST", "/containers/create") if each.body["Image"] == "i"]
    assert {each.query["platform"] for each in created} == {"linux/amd64"}


@each_product
def test_where_it_does_not_its_own_switch_is_named_and_no_handler_is_installed(person: Person, product: str) -> None:
    with engine(person, product, {}) as recording:
        said = person.docker("run", "i").errors
        images = {each.body["Image"] for each in recording.requests_for("POST", "/containers/create")}
    assert f"{product} has emulators of its own: " in said
    assert "emulators install" not in said
    assert all(image == "i" or image.startswith("localhost/anyarch-probe:") for image in images)


@pytest.mark.parametrize(
    ("product", "case"),
    examples.crossed(
        sorted(HERE),
        [("arm64", "linux/386"), ("arm64", "linux/s390x"), ("arm64", "linux/arm/v7"), ("amd64", "linux/arm64")],
    ),
)
def test_rosetta_is_not_named_for_what_it_cannot_run(person: Person, product: str, case: tuple[str, str]) -> None:
    host, offered = case
    person.environment["ANYARCH_EMULATION"] = "private"
    with engine(person, product, {}, host, offered):
        said = person.docker("run", "i").errors
    assert "rosetta" not in said.lower()
    has_own = product == "Docker Desktop" or (product == "Colima" and offered in ("linux/386", "linux/arm64"))
    assert (f"anyarch emulators install {offered}" in said) == (not has_own)
    assert (f"{product} has emulators of its own: " in said) == has_own


def test_where_a_product_has_nothing_of_its_own_a_handler_may_be_installed(person: Person) -> None:
    with engine(person, "Colima", {}, offered="linux/s390x") as recording:
        person.docker("run", "i")
        pulled = {each.query.get("fromImage") for each in recording.requests_for("POST", "/images/create")}
    assert "tonistiigi/binfmt:qemu-v10.2.3" in pulled


def test_a_server_whose_name_begins_like_lima_s_is_a_server(person: Person) -> None:
    person.environment["ANYARCH_EMULATION"] = "private"
    with engine(person, SERVER, {}):
        said = person.docker("run", "i").errors
    assert "anyarch emulators install linux/amd64" in said
