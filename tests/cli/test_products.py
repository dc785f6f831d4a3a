"""Engines inside a product: recognised, and told how their own emulator is switched on, not offered a handler."""

from pathlib import Path

import pytest

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


@pytest.fixture
def person(tmp_path: Path) -> Person:
    person = Person(str(tmp_path), docker=find("docker"))
    person.environment["ANYARCH_EMULATION"] = "install"
    person.be_patient()
    return person


@pytest.fixture(params=sorted(HERE))
def product(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def engine(folder: Path, product: str, executes: dict[str, int | None]) -> RecordingEngine:
    system, name = HERE[product]
    offers = {"i": index("linux/amd64")}
    answers = Answers(architecture="arm64", distribution=offers, executes=executes, system=system, name=name)
    return RecordingEngine(folder, answers)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("e")


def test_where_it_executes_nothing_is_missing(person: Person, folder: Path, product: str) -> None:
    person.install()
    with engine(folder, product, {"amd64": 42}) as recording:
        person.environment["DOCKER_HOST"] = recording.host
        assert person.docker("run", "i").errors.count("anyarch:") == 0
        created = [each for each in recording.requests_for("POST", "/containers/create") if each.body["Image"] == "i"]
    assert {each.query["platform"] for each in created} == {"linux/amd64"}


def test_where_it_does_not_its_own_switch_is_named_and_no_handler_is_installed(
    person: Person, folder: Path, product: str
) -> None:
    person.install()
    with engine(folder, product, {}) as recording:
        person.environment["DOCKER_HOST"] = recording.host
        said = person.docker("run", "i").errors
        images = {each.body["Image"] for each in recording.requests_for("POST", "/containers/create")}
    assert f"{product} has emulators of its own: " in said
    assert "emulators install" not in said
    assert all(image == "i" or image.startswith("localhost/anyarch-probe:") for image in images)
