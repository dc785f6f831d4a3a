"""Registries that are down, or that want to know who asks; on a real engine."""

from collections.abc import Iterator

import pytest

from tests.laboratory.images import Image, Index
from tests.laboratory.person import Outcome
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import Credentials, PrivateRegistry
from tests.real.conftest import QUIETLY, Machine, Store

pytestmark = pytest.mark.engine

SOMEBODY = Credentials("somebody", "a secret")


@pytest.fixture(scope="module")
def guarded(images: dict[str, Image | Index]) -> Iterator[str]:
    """A registry that lets only SOMEBODY in."""
    with PrivateRegistry(SOMEBODY) as registry:
        Publisher(registry.address, SOMEBODY).push("armonly-index", images["armonly-index"])
        yield registry.address


@pytest.fixture
def fallen(store: Store, images: dict[str, Image | Index]) -> str:
    """The name of an image that was pulled, foreign, from a registry that is down now."""
    with PrivateRegistry() as registry:
        Publisher(registry.address).push("multi", images["multi"])
        name = f"{registry.address}/multi"
        store.clear()
        store.succeed("pull", "--quiet", "--platform", f"linux/{store.machine.foreign}", name)
        store.adopt(name)
    return name


def run(store: Store, name: str) -> Outcome:
    done = store.person.docker("run", *QUIETLY, name)
    store.adopt(name)
    return done


def test_without_its_registry_a_foreign_local_image_still_runs(
    store: Store, fallen: str, machine: Machine, kind: str, *, emulation: bool
) -> None:
    done = run(store, fallen)
    if emulation:
        assert (done.output.strip(), done.status, done.errors) == (machine.foreign_name, 0, "")
    else:  # where nothing executes the local one, the command is docker's; 26 then looks for a native one
        assert ("connection refused" if kind == "26.1-containerd" else "exec format error") in done.errors


def test_the_login_that_docker_has_is_used_to_look_and_is_written_nowhere(
    store: Store, guarded: str, machine: Machine, *, emulation: bool
) -> None:
    store.clear()
    store.succeed("login", "--username", SOMEBODY.user, "--password", SOMEBODY.password, guarded)
    done = run(store, f"{guarded}/armonly-index")
    if emulation:
        assert (done.output.strip(), done.status) == (machine.foreign_name, 0)
    else:
        assert f"offered for linux/{machine.foreign}" in done.errors
    written = store.person.run(
        ["grep", "-rlE", f"{SOMEBODY.password}|X-Registry-Auth", store.person.environment["HOME"]]
    )
    assert written.output == ""
