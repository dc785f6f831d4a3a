"""32-bit arm on an arm64 engine, whose CPU may have a mode for it: `python -m tests.machines` runs this.

Elsewhere there is nothing to see, so pytest does not collect it by itself.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Chosen
from tests.laboratory.collection import shell
from tests.laboratory.debian import cache, unpack
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.handlers import executes
from tests.laboratory.images import DOCKER, Entry, Platform, index
from tests.laboratory.person import Person
from tests.laboratory.private_programs import folder, linked
from tests.laboratory.programs import emulator
from tests.laboratory.publish import Publisher
from tests.machines.root import NARROW
from tests.real.conftest import QUIETLY, Store, share_turn

pytestmark = pytest.mark.engine

PLATFORMS = {"amd64": Platform("amd64"), "arm": Platform("arm", "v7")}
ARM_NAME = "linux/arm/v7"
NAME = "anyarch-tests-arm"
MIXED = "amd64-or-arm"


@pytest.fixture(scope="module", autouse=True)
def versions(record_testsuite_property: Callable[[str, object], None]) -> None:
    """What the report says of the machine."""
    record_testsuite_property("kernel", os.uname().release)
    words = [emulator("amd64", cache(os.environ)), "--version"]
    said = subprocess.run(words, capture_output=True, check=True, text=True).stdout
    record_testsuite_property("QEMU", said.split()[2])


@pytest.fixture(scope="module")
def has_mode(program: Callable[[str], str]) -> bool:
    """Whether the CPU runs 32-bit arm programs by itself."""
    share_turn([])
    return executes(program("arm"))


@pytest.fixture
def bare(has_mode: bool) -> bool:  # noqa: FBT001
    """The same, while the kernel has no handler."""
    share_turn([])
    return has_mode


@pytest.fixture
def mixed(store: Store, published: str, program: Callable[[str], str]) -> str:
    """The name of an absent image for amd64 and 32-bit arm."""
    built = [
        Entry(shell(Path(program(name)).read_bytes(), platform, DOCKER), platform)
        for name, platform in PLATFORMS.items()
    ]
    Publisher(published).push(MIXED, index(built, DOCKER))
    return store.prepare(MIXED, "absent")


@pytest.fixture
def container(store: Store) -> Iterator[str]:
    yield NAME
    store.person.real_docker("rm", "--force", NAME)


@pytest.mark.parametrize("image", ["arm32", "arm32-single", "armv6"])
def test_an_image_for_arm_runs_as_without_anyarch_or_it_is_said_why_not(
    store: Store, image: str, *, bare: bool
) -> None:
    name = store.prepare(image, "absent")
    without = store.person.real_docker("run", *QUIETLY, name)
    store.clear()
    done = store.person.docker("run", *QUIETLY, name)
    assert (done.status, done.output, done.status == 0) == (without.status, without.output, bare)
    assert ("This engine cannot execute linux/arm/" in done.errors) == (not bare)
    assert ("anyarch:" in done.errors) == (not bare)


def test_a_local_image_for_arm_is_told_as_what_it_is(store: Store, *, bare: bool) -> None:
    name = store.prepare("arm32", "absent")
    store.succeed("pull", "--quiet", "--platform", ARM_NAME, name)
    store.adopt(name)
    planned = json.loads(store.person.anyarch("plan", "--json", "--", "run", name).output)
    assert (planned["platform"], planned["action"]) == (ARM_NAME, "unchanged")
    assert (planned["remedy"] is None) == bare


@pytest.mark.parametrize("handled", [False, True])
def test_native_is_what_the_cpu_runs_itself_for_all_that_is_said(
    store: Store,
    container: str,
    *,
    bare: bool,
    handled: bool,
) -> None:
    share_turn(["arm"] if handled else [])
    person = store.person
    listed = json.loads(person.anyarch("emulators", "list", "--json").output)
    [row] = [each for each in listed["platforms"] if each["platform"] == ARM_NAME]
    assert (row["executed"], row["native"]) == (bare or handled, bare and not handled)
    if not (bare or handled):
        return
    findings = json.loads(person.anyarch("doctor", "--json").output)["findings"]
    [found] = [each["found"] for each in findings if each["subject"] == ARM_NAME]
    assert found == ("executed, by an emulator" if handled else "executed, native")
    name = store.prepare("arm32-single", "absent")
    store.succeed("pull", "--quiet", name)
    store.adopt(name)
    store.succeed("run", "--detach", "--network", "none", "--name", container, name, "/bin/sleep", "1000")
    verified = json.loads(person.anyarch("verify", "--json", container).output)
    assert (verified["up"], verified["platform"].startswith("linux/arm/"), verified["emulated"]) == (
        True,
        True,
        handled,
    )
    assert ("It is emulated" in person.anyarch("diagnose", name).output) == handled


def test_a_pack_with_a_proot_that_crashes_is_refused(store: Store, tmp_path: Path) -> None:
    programs = shutil.copytree(folder(cache(os.environ)), tmp_path / "programs", symlinks=True, copy_function=linked)
    (programs / "usr/bin/proot").unlink()
    crashing = unpack("proot", None, cache(os.environ), "bookworm")
    shutil.copy(os.path.join(crashing, "usr/bin/proot"), programs / "usr/bin/proot")
    done = store.person.anyarch("emulators", "pack", "amd64", "--from", str(programs))
    assert (done.status, done.output) == (1, "")
    assert "PRoot with QEMU, running a program for amd64, ended with " in done.errors
    assert store.person.anyarch("emulators", "pack", "--remove").output == "There is no pack.\n"


@pytest.mark.parametrize("options", [(), ("--seccomp-profile=unconfined",)], ids=["seccomp", "no seccomp"])
def test_a_32_bit_engine_on_a_64_bit_kernel_runs_arm64_images_where_docker_does(
    published: str, tmp_path: Path, chosen: Chosen, options: tuple[str, ...], *, bare: bool
) -> None:
    """Docker's own seccomp profile kills 64-bit programs there (159, SIGSYS), as it is made for the engine's CPU."""
    if not bare:
        pytest.skip("no 32-bit engine runs on this CPU")
    with PrivateEngine(root=NARROW, options=options) as engine:
        person = Person(str(tmp_path), engine.host, chosen.client)
        person.be_patient()
        person.install()
        assert person.real_docker("version", "--format", "{{.Server.Arch}}").output == "arm\n"
        image = f"{published}/multi"
        alone = person.real_docker("run", *QUIETLY, "--platform", "linux/arm64", image)
        assert alone.status == (0 if options else 159)
        person.real_docker("rmi", "--force", image)
        [tested] = json.loads(person.anyarch("emulators", "test", "--json", "arm64").output)["platforms"]
        assert tested["executed"] == bool(options)
        done = person.docker("run", *QUIETLY, image)
        if options:
            assert (done.status, done.output) == (0, "aarch64\n"), done.errors
            assert "anyarch:" not in done.errors
        else:
            assert done.status == person.real_docker("run", *QUIETLY, image).status != 0
            assert "This engine cannot execute linux/a" in done.errors


@pytest.mark.parametrize("architecture", ["amd64", "arm"])
def test_what_is_said_to_help_helps(mixed: str, store: Store, architecture: str, *, bare: bool) -> None:
    before = store.person.docker("run", *QUIETLY, mixed)
    store.adopt(mixed)
    if bare:
        assert (before.status, "anyarch:" in before.errors) == (0, False)
        return
    assert before.status != 0
    assert "anyarch emulators install linux/amd64" in before.errors
    share_turn([architecture])
    done = store.person.docker("run", *QUIETLY, mixed)
    store.adopt(mixed)
    assert done.status == 0, done.errors
    assert "anyarch: " not in done.errors
