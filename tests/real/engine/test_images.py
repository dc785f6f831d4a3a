"""What an image starts, also where the engine does not say: on a real engine, and nothing is left behind."""

import json

import pytest

from anyarch.bare.unix_socket import Answer
from anyarch.engine import Engine, images
from anyarch.engine.unstarted import LABEL
from anyarch.oci.platforms import Platform
from tests.laboratory import asked
from tests.laboratory.person import Person
from tests.real.conftest import Store

pytestmark = pytest.mark.engine


def left(person: Person) -> str:
    return person.real_docker("ps", "--all", "--quiet", "--filter", f"label={LABEL}").output


def hold(store: Store, image: str, state: str) -> str:
    """Have an image whose layers came with an earlier one, which is gone but for a container; its name."""
    name = store.prepare(image, state)
    store.succeed("create", "--network", "none", "--platform", store.platform(name), name)
    store.succeed("rmi", "--force", store.identity(name))
    store.succeed("pull", "--quiet", "--platform", f"linux/{getattr(store.machine, state)}", name)
    store.adopt(name)
    return name


def unsaying(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The engine, which does not say what images start."""
    get = engine.get
    nothing = Answer(200, b'{"Config": {}}')
    monkeypatch.setattr(
        engine, "get", lambda target, headers=None: nothing if "/images/" in target else get(target, headers)
    )
    return engine


@pytest.mark.parametrize("state", ["native", "foreign"])
def test_a_container_of_it_says_what_the_image_says(store: Store, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = store.prepare("multi", state)
    said = json.loads(store.succeed("image", "inspect", "--format", "{{json .Config}}", name))
    engine = asked.engine(store.person.environment["DOCKER_HOST"])
    platform = Platform("linux", getattr(store.machine, state))
    found = images.starts(unsaying(engine, monkeypatch), name, platform)
    assert found.command == tuple(said["Cmd"]) != ()
    assert found == images.starts(asked.engine(engine.address), name, platform)
    assert left(store.person) == ""


@pytest.mark.parametrize(
    ("image", "state"),
    [("multi", "native"), ("multi", "foreign"), ("amdonly-single", "native"), ("armonly-single", "foreign")],
)
def test_an_image_whose_layers_a_container_holds_is_read_all_the_same(store: Store, image: str, state: str) -> None:
    """Docker 28's containerd store neither tells its platform nor what it starts."""
    name = hold(store, image, state)
    done = store.person.anyarch("diagnose", "--json", name)
    assert done.status in (0, 1), done.errors
    assert [step["path"] for step in json.loads(done.output)["steps"]] == ["/bin/busybox"]
    assert left(store.person) == ""


def test_of_two_platforms_that_one_is_diagnosed_which_the_engine_runs(store: Store, kind: str) -> None:
    """Docker 28's containerd store describes the one whose layers it has fetched, and runs its own."""
    name = hold(store, "multi", "native")
    store.succeed("pull", "--quiet", "--platform", f"linux/{store.machine.foreign}", name)
    store.adopt(name)
    runs = store.machine.native if kind.endswith("containerd") else store.machine.foreign
    report = json.loads(store.person.anyarch("diagnose", "--json", name).output)
    assert (report["label"], report["steps"][0]["platform"]) == (f"linux/{runs}", f"linux/{runs}")
    if runs == store.machine.native:
        assert store.succeed("run", "--rm", "--network", "none", name) == store.machine.native_name
