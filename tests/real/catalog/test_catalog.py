"""What lookups cost a real registry, by its own log; and what its faults do to docker commands: nothing."""

import dataclasses
from collections.abc import Iterator

import pytest

from anyarch.engine import questions
from tests.cli.conftest import report
from tests.laboratory.asked import engine
from tests.laboratory.collection import shell
from tests.laboratory.faulty_registry import FAULTS, FaultyRegistry
from tests.laboratory.images import DOCKER, OCI, Entry, Format, Image, Index, Platform, index
from tests.laboratory.person import Person
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import Credentials, PrivateRegistry
from tests.real.conftest import QUIETLY, Store
from tests.real.differential.comparison import lasting

pytestmark = pytest.mark.engine

SOMEBODY = Credentials("somebody", "a secret")
# Docker itself waits for these for as long as they last.
ENDLESS = {"endless", "dripping", "silent"}


def asked(registry: PrivateRegistry, since: int = 0) -> list[str]:
    """The methods of its requests about manifests and blobs, with what of: ``GET manifests``."""
    paths = [(method, target.split("/")) for method, target, status in registry.requests()[since:] if status == 200]
    return [f"{method} {parts[-2]}" for method, parts in paths if parts[-2] in ("manifests", "blobs")]


def plan(person: Person, *words: str) -> dict[str, object]:
    return report(person, "plan", "--json", "--", *words)


def test_a_local_image_that_runs_asks_the_network_nothing(
    store: Store, registry: PrivateRegistry, kind: str, *, emulation: bool
) -> None:
    name = store.prepare("armonly-index", "foreign")
    before = len(registry.requests())
    store.person.docker("run", *QUIETLY, name)
    is_asked = not emulation or kind == "26.1-containerd"  # which may replace it with a native one itself
    assert asked(registry, before) == (["HEAD manifests", "GET manifests"] if is_asked else [])


def test_behind_a_login_the_registry_is_asked_with_it(store: Store, images: dict[str, Image | Index]) -> None:
    with PrivateRegistry(SOMEBODY) as guarded:
        Publisher(guarded.address, SOMEBODY).push("single", images["armonly-single-v8"])
        name = f"{guarded.address}/single"
        assert plan(store.person, "run", name)["offered"] is None
        store.succeed("login", "--username", SOMEBODY.user, "--password", SOMEBODY.password, guarded.address)
        assert plan(store.person, "run", name)["offered"] == [f"linux/{store.machine.foreign}"]
        assert store.person.anyarch("config", "set", "catalog.lifetime", "1e-6").status == 0
        before = len(guarded.requests())
        assert plan(store.person, "run", name)["offered"] == [f"linux/{store.machine.foreign}"]
        assert asked(guarded, before) == ["HEAD manifests"]


@pytest.fixture(scope="module", params=["anybody", "token"])
def faulty(request: pytest.FixtureRequest, images: dict[str, Image | Index]) -> Iterator[FaultyRegistry]:
    """An image for this machine and for a foreign one, behind each fault."""
    with FaultyRegistry(images["multi-oci"], token=request.param == "token") as registry:
        yield registry


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_no_fault_of_a_registry_changes_a_command(faulty: FaultyRegistry, store: Store, fault: str) -> None:
    name = f"{faulty.address}/{fault}"
    assert store.person.anyarch("config", "set", "catalog.lifetime", "1e-6").status == 0
    if fault in ENDLESS:
        for key in ("lookup.timeout", "lookup.pull_timeout"):
            assert store.person.anyarch("config", "set", key, "1").status == 0
    for words in (["run", *QUIETLY, name], ["pull", "--quiet", name]):
        found = plan(store.person, *words)
        assert (found["action"], found["argv"]) == ("unchanged", words)
        if fault in ENDLESS:
            continue
        outcomes = []
        for docker in (store.person.docker, store.person.real_docker):
            store.person.real_docker("rmi", "--force", name)
            done = docker(*words)
            outcomes.append((done.status, done.output, lasting(done.errors)))
        assert outcomes[0] == outcomes[1]
    store.adopt(name)


@pytest.mark.parametrize("form", [DOCKER, OCI], ids=["docker", "oci"])
def test_an_engine_lists_an_entry_without_platform(store: Store, published: str, form: Format) -> None:
    entries = [Entry(shell(b"", Platform(name), form), Platform(name)) for name in ("arm64", "s390x")]
    gap = dataclasses.replace(entries[0], platform=None)
    for number, content in enumerate((index(entries, form), index([gap, *entries[1:]], form))):
        Publisher(published).push(f"gap{number}", content)
        offered = questions.offered(
            engine(store.person.environment["DOCKER_HOST"]), f"{published}/gap{number}:latest", {}
        )
        assert offered.is_complete is (number == 0)
