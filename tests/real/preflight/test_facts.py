"""What engines do by themselves, without anyarch: the facts that the decision table rests on, a test for each.

The day an engine changes its mind, the test with that fact's name fails. What differs between engines is told by their
version and their image store. A test's docstring is the fact in a sentence, for the page of engines.
"""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.laboratory.person import Outcome
from tests.laboratory.unix import ask
from tests.real.conftest import ON_AMD64, QUIETLY, Machine, Store

pytestmark = pytest.mark.engine

WARNING = "does not match the detected host platform"


@dataclass(frozen=True)
class Engine:
    """The engine of the tests, with the first number of Docker's version."""

    version: int
    is_containerds: bool
    socket: str

    def get(self, path: str) -> tuple[int, Any]:
        """The status and the JSON document that answer a GET."""
        status, body = ask(self.socket, "GET", path)
        return status, json.loads(body)

    def inspect(self, image: str) -> dict[str, Any]:
        """What the engine says of a local image."""
        document: dict[str, Any] = self.get(f"/images/{image}/json?manifests=1")[1]
        return document


@pytest.fixture
def told(kind: str, engine_socket: str) -> Engine:
    version, _, image_store = kind.partition("-")
    return Engine(int(version.partition(".")[0]), image_store == "containerd", engine_socket)


def docker(store: Store, words: str, name: str) -> Outcome:
    """Run the real docker; IMAGE is `{}`, and the machine's platforms are FOREIGN and NATIVE."""
    platforms = store.machine
    words = words.replace("FOREIGN", f"linux/{platforms.foreign}").replace("NATIVE", f"linux/{platforms.native}")
    return store.person.real_docker(*words.format(name).split())


def test_a_pull_for_another_platform_moves_the_tag_in_the_classic_store_and_joins_it_in_containerds(
    store: Store, told: Engine, machine: Machine
) -> None:
    """A pull for another platform moves the tag in the classic store; the containerd store keeps both platforms."""
    name = store.prepare("multi", "native")
    first = store.identity(name)
    assert docker(store, "pull -q --platform FOREIGN {}", name).status == 0
    store.adopt(name)
    assert store.platform(name) == f"linux/{machine.native if told.is_containerds else machine.foreign}"
    assert (store.identity(name) == first) is told.is_containerds
    stays = docker(store, "create --pull=never --platform NATIVE {}", name)
    assert (stays.status == 0) is told.is_containerds
    assert docker(store, "create --pull=never --platform FOREIGN {}", name).status == 0


def test_a_tag_with_a_foreign_image_runs_that_but_26s_containerd_pulls_native_in_silence(
    store: Store, told: Engine
) -> None:
    """A tag with a foreign image runs that image; only the containerd store of 26.1 silently pulls the native one."""
    name = store.prepare("multi", "foreign")
    never = docker(store, "create --pull=never {}", name)
    assert docker(store, "create --network none {}", name).status == 0
    is_silent = told.is_containerds and told.version == 26
    assert (never.status == 0, WARNING in never.errors) == (not is_silent, not is_silent)
    assert store.platform(name) == f"linux/{store.machine.native if is_silent else store.machine.foreign}"


def test_an_index_without_platforms_panics_classic_engines_since_26_when_asked_for_a_platform(
    store: Store, told: Engine
) -> None:
    """If an index names no platforms, classic engines since 26 panic at --platform; the containerd store pulls it."""
    done = docker(store, "pull --platform NATIVE {}", store.prepare("idxnoplat", "absent"))
    if told.is_containerds:
        assert done.status == 0
    else:
        assert done.status == 1
        assert ("EOF" if told.version >= 26 else "no matching manifest") in done.errors


AMD, ARM = {"architecture": "amd64", "os": "linux"}, {"architecture": "arm64", "os": "linux"}
UNKNOWN = {"architecture": "unknown", "os": "unknown"}
OFFERED = {
    "multi": [AMD, ARM],
    "multi-oci": [AMD, ARM | {"variant": "v8"}],
    "withattest": [AMD, ARM, UNKNOWN, UNKNOWN],
    "idxnoplat": [{"architecture": "", "os": ""}],
    "idxarm-cfgamd": [ARM],
    "armonly-single": [ARM],
    "armonly-single-v8": None,
    "arm32-single": [{"architecture": "arm", "os": "linux", "variant": "v7"}],
    "noarch": [{"architecture": "", "os": "linux"}],
}


@pytest.mark.parametrize(("image", "platforms"), OFFERED.items(), ids=OFFERED)
@ON_AMD64
def test_the_registry_question_is_answered_alike_by_all_engines_and_null_for_a_single_oci_manifest(
    store: Store, told: Engine, image: str, platforms: list[dict[str, str]] | None
) -> None:
    """All engines give the same answer about a registry, and null for a single OCI manifest."""
    status, answer = told.get(f"/distribution/{store.prepare(image, 'absent')}/json")
    assert (status, answer["Platforms"]) == (200, platforms)
    assert answer["Descriptor"]["digest"].startswith("sha256:")


def test_the_registry_question_about_what_is_not_there_is_404_also_if_that_is_local(store: Store, told: Engine) -> None:
    """An image that the registry does not have is a 404, even if it is local."""
    answer = told.get(f"/distribution/{store.prepare('nothere', 'built')}/json")
    assert answer == (404, {"message": "manifest unknown: manifest unknown"})


def test_repo_digests_prove_nothing_they_lack_for_a_second_pull_and_are_there_for_a_local_build(
    store: Store, told: Engine
) -> None:
    """RepoDigests prove nothing: missing after a second pull (classic store), present for a build (containerd)."""
    built = store.prepare("multi", "built")
    assert bool(told.inspect(built)["RepoDigests"]) is told.is_containerds
    name = store.prepare("multi", "native")
    docker(store, "pull -q --platform FOREIGN {}", name)
    store.adopt(name)
    assert bool(told.inspect(name)["RepoDigests"]) is told.is_containerds


def test_since_28_containerds_store_lists_what_is_available_and_no_other_does(store: Store, told: Engine) -> None:
    """Only the containerd store since 28 lists which platforms are available."""
    document = told.inspect(store.prepare("multi", "foreign"))
    if told.is_containerds and told.version >= 28:
        available = {
            manifest["ImageData"]["Platform"]["architecture"]: manifest["Available"]
            for manifest in document["Manifests"]
        }
        assert available == {store.machine.foreign: True, store.machine.native: False}
    else:
        assert "Manifests" not in document
        assert document["Architecture"] == store.machine.foreign


def test_layers_that_a_container_holds_make_28s_containerd_call_the_next_image_unavailable_though_it_runs(
    store: Store, told: Engine, machine: Machine
) -> None:
    """If a container holds its layers, the containerd store since 28 reports an image as unavailable; it runs."""
    name = store.prepare("multi", "native")
    container = store.succeed("create", "--network", "none", name)
    store.succeed("rmi", "--force", store.identity(name))
    store.succeed("pull", "--quiet", name)
    document = told.inspect(name)
    ran = docker(store, "run --rm --network none {}", name)
    store.succeed("rm", container)
    assert (ran.status, ran.output.strip()) == (0, machine.native_name)
    if told.is_containerds and told.version >= 28:
        assert not any(manifest["Available"] for manifest in document["Manifests"])
        assert [manifest["Size"]["Content"] > 0 for manifest in document["Manifests"]] == [True, False]
        assert document["Architecture"] == ""
    else:
        assert document["Architecture"] == machine.native


@pytest.mark.usefixtures("no_handlers")
def test_exec_format_error_ends_with_1_by_runc_1_1_and_with_255_by_newer_ones(store: Store, told: Engine) -> None:
    """`exec format error` exits with 1 until 26.1 (runc 1.1), and with 255 since 28 (runc 1.3)."""
    words = ["run", *QUIETLY, "--platform", f"linux/{store.machine.foreign}", store.prepare("armonly-index", "foreign")]
    ran = store.person.real_docker(*words)
    status = 255 if told.version >= 28 else 1
    assert ran == Outcome(status, "", ran.errors)
    assert ran.errors.strip() == "exec /bin/uname: exec format error"


def test_a_platform_that_the_local_label_contradicts_breaks_a_run_that_would_work(store: Store) -> None:
    """A --platform that contradicts the local label breaks a run that would work."""
    name = store.prepare("mislabelled-rev", "foreign")
    assert docker(store, "run --rm --network none {}", name).status == 0
    assert docker(store, "run --rm --network none --platform NATIVE {}", name).status == 125


def test_the_local_platform_is_accepted_with_an_id_too_whole_or_short(store: Store) -> None:
    """The local platform is accepted with an image ID too, full or short."""
    name = store.prepare("multi", "foreign")
    identity = store.identity(name)
    for word in (identity, identity.removeprefix("sha256:")[:12]):
        for policy in ("never", "missing"):
            done = docker(store, f"create --network none --pull={policy} --platform FOREIGN {{}}", word)
            assert done.status == 0, done.errors


def test_arm64_and_arm64_v8_are_one_platform(store: Store, machine: Machine) -> None:
    """arm64 and arm64/v8 are the same platform."""
    if machine.foreign != "arm64":
        pytest.skip("arm64 is not foreign here")
    for image in ("multi", "multi-oci"):
        name = store.prepare(image, "foreign")
        for platform in ("linux/arm64", "linux/arm64/v8"):
            done = docker(store, f"create --network none --pull=never --platform {platform} {{}}", name)
            assert done.status == 0, done.errors


def test_a_single_manifest_is_pulled_whatever_its_platform_and_an_index_is_not(store: Store) -> None:
    """A single manifest is pulled whatever its platform; an index is not."""
    assert docker(store, "pull -q {}", store.prepare("armonly-single", "absent")).status == 0
    refused = docker(store, "pull -q {}", store.prepare("armonly-index", "absent"))
    assert refused.status == 1
    assert "no match" in refused.errors


def test_an_index_digest_changes_its_platform_in_containerds_store_only(store: Store, told: Engine) -> None:
    """An index's digest can change its platform in the containerd store, but not in the classic one."""
    name = store.prepare("multi", "foreign")
    digest = told.get(f"/distribution/{name}/json")[1]["Descriptor"]["digest"]
    done = docker(store, "pull -q --platform NATIVE {}", f"{name}@{digest}")
    assert (done.status == 0) is told.is_containerds
    assert told.is_containerds or "annot overwrite digest" in done.errors


@ON_AMD64
def test_an_index_with_386_alone_is_pulled_by_an_amd64_engine_but_not_by_20_10(store: Store, told: Engine) -> None:
    """An index with only 386 is pulled by amd64 engines, except 20.10."""
    assert (docker(store, "pull -q {}", store.prepare("i386", "absent")).status == 0) is (told.version > 20)
    assert docker(store, "pull -q --platform linux/386 {}", store.prepare("i386", "absent")).status == 0


@ON_AMD64
def test_dockers_own_word_for_the_level_of_the_host_is_no_platform_to_ask_for(store: Store, told: Engine) -> None:
    """Only classic stores since 26 accept --platform linux/amd64/v2 for an image for amd64."""
    done = docker(store, "create --network none --platform linux/amd64/v2 {}", store.prepare("multi", "absent"))
    assert (done.status == 0) is (not told.is_containerds and told.version > 20)
