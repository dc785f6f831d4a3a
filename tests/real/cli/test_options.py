"""`anyarch options` on a real engine, with a real registry and the real buildx; its commands are followed literally."""

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import report
from tests.laboratory import plugins
from tests.laboratory.images import Image, Index
from tests.laboratory.person import Person
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.real.conftest import ON_AMD64, Machine, Store

pytestmark = pytest.mark.engine

MOST_ASKED = 12


@pytest.fixture
def buildx(person: Person) -> None:
    plugins.use(person.environment["HOME"], plugins.BUILDX, "trixie")


def surveyed(person: Person, image: str, status: int = 0) -> dict[str, Any]:
    """What `options` says, with the ways by their names."""
    found = report(person, "options", "--json", image, status=status)
    return found | {option["way"]: option for option in found["options"]}


def follow(person: Person, option: dict[str, Any]) -> str:
    """Type the commands of an option; what the last prints."""
    printed = ""
    for command in option["commands"]:
        done = person.run(["bash", "-c", command])
        assert done.status == 0, done.errors
        printed = done.output.strip()
    return printed


def test_an_image_that_is_offered_is_just_run(store: Store, machine: Machine) -> None:
    name = store.prepare("multi", "absent")
    found = surveyed(store.person, name)
    assert (found["host"], found["local"]) == (f"linux/{machine.native}", [])
    assert found["offered"] == [f"linux/{machine.native}", f"linux/{machine.foreign}"]
    assert (found["use"]["state"], found["use"]["commands"]) == ("ready", [f"docker run {name}"])
    assert follow(store.person, found["use"]) == machine.native_name


@pytest.mark.parametrize("state", ["foreign", "built"])
def test_a_foreign_copy_is_replaced_with_a_warning(store: Store, machine: Machine, state: str) -> None:
    name = store.prepare("multi", state)
    found = surveyed(store.person, name)
    assert found["local"] == [f"linux/{machine.foreign}"]
    assert found["use"]["commands"] == [f"docker pull --platform linux/{machine.native} {name}", f"docker run {name}"]
    assert "untagged" in found["use"]["notes"][0]
    assert follow(store.person, found["use"]) == machine.native_name
    store.adopt(name)


def test_a_native_copy_needs_nothing_but_its_platform_if_another_is_the_default(store: Store, machine: Machine) -> None:
    name = store.prepare("multi", "native")
    assert surveyed(store.person, name)["use"]["sentence"] == f"The local image is for linux/{machine.native}."
    by_id = surveyed(store.person, store.identity(name))
    assert follow(store.person, by_id["use"]) == machine.native_name
    store.person.environment["DOCKER_DEFAULT_PLATFORM"] = f"linux/{machine.foreign}"
    option = surveyed(store.person, name)["use"]
    assert option["commands"] == [f"docker run --platform linux/{machine.native} {name}"]
    assert follow(store.person, option) == machine.native_name


@pytest.mark.parametrize(
    ("image", "others", "found"),
    [
        ("beside/tag:1.2", {"beside/tag:1.2-NATIVE": "amdonly-single"}, "beside/tag:1.2-NATIVE"),
        ("beside/bare:1-FOREIGN", {"beside/bare:1": "multi"}, "beside/bare:1"),
        ("beside/whole", {"beside/whole-NATIVE": "amdonly-index"}, "beside/whole-NATIVE"),
        # The first tag lies about what is behind it, and the second does not.
        (
            "beside/lie:3",
            {"beside/lie:3-NATIVE": "armonly-single", "beside/lie:NATIVE-3": "amdonly-index"},
            "beside/lie:NATIVE-3",
        ),
    ],
)
def test_another_name_is_found_where_it_is_there_and_for_this_engine(
    store: Store, images: Mapping[str, Image | Index], image: str, others: Mapping[str, str], found: str
) -> None:
    def filled(name: str) -> str:
        return name.replace("NATIVE", store.machine.native).replace("FOREIGN", store.machine.foreign)

    for name, content in {image: "armonly-index", **others}.items():
        path, _, tag = filled(name).partition(":")
        Publisher(store.registry).push(path, images[content], tag or "latest")
    option = surveyed(store.person, store.name(filled(image)))["use"]
    there = store.name(filled(found))
    assert (option["state"], option["commands"]) == ("ready", [f"docker run {there}"])
    assert follow(store.person, option) == store.machine.native_name
    store.adopt(there)


def test_a_digest_that_pins_the_foreign_platform_leads_to_its_tag(store: Store, machine: Machine, multi: Index) -> None:
    foreign = multi.images[1].manifest.digest
    found = surveyed(store.person, f"{store.name('multi')}:latest@{foreign}")
    assert found["offered"] == [f"linux/{machine.foreign}"]
    assert found["use"]["commands"] == [f"docker run {store.name('multi')}"]


def test_names_that_are_merely_usual_are_not_offered(
    store: Store, registry: PrivateRegistry, images: Mapping[str, Image | Index], *, emulation: bool
) -> None:
    machine = store.machine
    Publisher(store.registry).push("alone/app", images["armonly-index"], "1")
    Publisher(store.registry).push("alone/app", images["amdonly-index"], "1-other")
    before = len(registry.requests())
    found = surveyed(store.person, store.name("alone/app:1"), 0 if emulation else 1)
    asked = {target for _, target, _ in registry.requests()[before:] if "/manifests/" in target}
    names = {target.partition("/manifests/") for target in asked if not target.rpartition("/")[2].startswith("sha256:")}
    assert (found["use"]["state"], found["use"]["commands"]) == ("none", [])
    assert 1 < len(names) <= MOST_ASKED + 1
    emulate = found["emulate"]
    if emulation:
        assert emulate["state"] == "ready"
        assert follow(store.person, emulate) == machine.foreign_name
        store.adopt(store.name("alone/app:1"))
    else:
        assert emulate["state"] == "possible"
        assert emulate["commands"][0] == f"anyarch emulators install linux/{machine.foreign}"
        assert emulate["undo"] == [f"anyarch emulators remove linux/{machine.foreign}"]


@pytest.mark.usefixtures("no_handlers")  # a test may let the kernel refuse the other mode for a while
@ON_AMD64
def test_the_hosts_other_mode_is_native_too(store: Store) -> None:
    name = store.prepare("i386", "absent")
    option = surveyed(store.person, name)["use"]
    assert option["commands"] == [f"docker run --platform linux/386 {name}"]
    assert follow(store.person, option)
    store.adopt(name)


def test_an_image_that_does_not_exist_is_a_finding(store: Store) -> None:
    found = surveyed(store.person, store.name("nothere"), 1)
    assert [option["state"] for option in found["options"]][::2] == ["none", "none"]
    assert "manifest unknown" in found["use"]["sentence"]


def test_a_registry_or_an_engine_that_does_not_answer_is_code_4(person: Person) -> None:
    found = surveyed(person, "127.0.0.1:1/app", 4)
    assert (found["use"]["state"], found["emulate"]["state"], found["offered"]) == ("unknown", "unknown", None)
    person.environment["DOCKER_HOST"] = "unix:///nowhere.sock"
    done = person.anyarch("options", "alpine")
    assert (done.status, done.output, done.errors.splitlines()[1:]) == (4, "", ["fix: docker context ls"])


@pytest.mark.parametrize("image", ["Foo", "$(touch x)", "-x", "\x1b[31m", ""])
def test_what_is_no_name_is_a_usage_error(person: Person, image: str) -> None:
    done = person.anyarch("options", "--", image)
    assert (done.status, done.output) == (2, "")


@pytest.mark.usefixtures("no_handlers")
def test_without_buildx_one_platform_can_be_built(store: Store, machine: Machine) -> None:
    name = store.prepare("armonly-index", "absent")
    build = surveyed(store.person, name, 1)["build"]
    if build["state"] != "none":
        pytest.skip("this machine has buildx for all users")
    assert build["commands"] == [f"docker build --tag {name} ."]
    assert f"linux/{machine.native} only" in build["sentence"]


@pytest.mark.usefixtures("buildx", "no_handlers")  # with them, the containerd store's own builder lists the platforms
def test_a_builder_is_made_used_and_removed_by_the_commands(store: Store, machine: Machine) -> None:
    name = store.prepare("armonly-index", "absent")
    build = surveyed(store.person, name, 1)["build"]
    assert build["state"] == "possible"
    create, inspect, made = build["commands"]
    listed = f"linux/{machine.native},linux/{machine.foreign}"
    assert made == f"docker buildx build --builder anyarch --platform {listed} --tag {name} --push ."
    # BuildKit's image is Docker Hub's, so that the builder can be made and removed here, but not be started.
    assert inspect == "docker buildx inspect --bootstrap anyarch"
    assert follow(store.person, {"commands": [create]}) == "anyarch"
    assert "anyarch" in store.succeed("buildx", "ls")
    follow(store.person, {"commands": build["undo"]})
    assert "anyarch" not in store.succeed("buildx", "ls")


@pytest.mark.usefixtures("buildx", "no_handlers")
def test_a_builder_that_lists_the_platforms_is_taken(store: Store, machine: Machine) -> None:
    name = store.prepare("armonly-index", "absent")
    both = f"linux/{machine.foreign},linux/{machine.native}"
    for builder, listed in (("another", f"linux/{machine.native}"), ("mine", both), ("narrow", "linux/riscv64")):
        store.succeed("buildx", "create", "--name", builder, "--driver", "docker-container", "--platform", listed)
    build = surveyed(store.person, name, 1)["build"]
    assert (build["state"], len(build["commands"])) == ("ready", 1)
    assert "--builder mine " in build["commands"][0]
    assert any("out of date" in note for note in build["notes"])


@pytest.mark.usefixtures("buildx")
def test_what_is_built_and_pushed_by_the_command_is_there_then(
    store: Store, machine: Machine, tmp_path: Path, program: Callable[[str], str]
) -> None:
    name = store.name("built/here")
    build = surveyed(store.person, name, 1)["build"]
    assert build["state"] == "ready"
    (tmp_path / "busybox").write_bytes(Path(program(machine.native)).read_bytes())
    (tmp_path / "busybox").chmod(0o755)
    (tmp_path / "Dockerfile").write_text('FROM scratch\nCOPY busybox /bin/uname\nCMD ["/bin/uname", "-m"]\n')
    done = store.person.run(shlex.split(build["commands"][0]), folder=str(tmp_path))
    assert done.status == 0, done.errors
    store.person.environment["ANYARCH_CACHE_DIR"] = str(tmp_path / "forgotten")
    store.adopt(name)
    assert surveyed(store.person, name)["offered"] == [f"linux/{machine.native}"]
