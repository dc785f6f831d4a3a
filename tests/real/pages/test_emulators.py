"""Handlers and packs, typed as pages show them, with the laboratory's installer in place of Docker Hub's.

One test types all that is about handlers, as it waits until it has the kernel's table for itself.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.person.settings import EMULATION_IMAGE
from tests.laboratory.reader import Reader

pytestmark = pytest.mark.engine

INSTALL, EMULATOR = "docs/how-to/install-an-emulator.md", "Install an emulator"
FORMAT_ERROR, FIX = "docs/how-to/exec-format-error.md", "Fix `exec format error`"
NOT_FOUND, WITHOUT_F = (
    "docs/how-to/no-such-file-or-directory.md",
    "A foreign program, and an emulator without the flag F",
)
DENIED, SETUID = "docs/how-to/permission-denied.md", "It is setuid or has file capabilities, and is emulated"
CRASHES = "docs/how-to/qemu-uncaught-target-signal.md"
PACKS = "docs/how-to/without-a-handler.md"
MECHANISM = "docs/explanation/private-emulation.md"
PACK = "emulators pack arm64 s390x"
PLAN = "anyarch plan -- run --rm localhost:5000/app uname -m"
FOLDED = r"sed -En 's/ (--mount|--entrypoint|[^ ]+ -s)/\n  \1/g; s/^command  //p'"  # as on the page
CONTAINER = "anyarch-tests-page"


@pytest.mark.usefixtures("emptied_handlers")
def test_handlers_are_installed_listed_and_removed(reader: Reader, published_installer: str) -> None:
    reader.places = {EMULATION_IMAGE: published_installer, "tonistiigi/binfmt:qemu-v8.1.5": published_installer}
    reader.places |= {f"/qemu-{each}": f"/anyarch-lab/qemu-{each}" for each in ("arm", "aarch64")}
    assert reader.person.anyarch("config", "set", "emulation.image", published_installer).status == 0
    reader.answers("[y/N]: ", "y")
    reader.follows(INSTALL, EMULATOR, 0)
    reader.follows(FORMAT_ERROR, FIX, 2)
    assert reader.person.anyarch("emulators", "install", "--yes", "linux/arm/v7").status == 0
    reader.follows(INSTALL, EMULATOR, 1)
    reader.follows(INSTALL, "Remove it", 0)
    reader.types(FORMAT_ERROR, FIX, 1)
    reader.types(NOT_FOUND, WITHOUT_F, 0)
    reader.types(DENIED, SETUID, 0)
    reader.types(CRASHES, "What you can do", 0)
    reader.person.real_docker("rmi", "--force", published_installer)


@pytest.fixture
def empty(reader: Reader) -> Iterator[None]:
    """No pack and no container before and after a test."""
    reader.person.anyarch("emulators", "pack", "--remove")
    yield
    reader.person.real_docker("rm", "--force", CONTAINER)
    reader.person.anyarch("emulators", "pack", "--remove")


@pytest.mark.usefixtures("no_handlers", "published_installer", "empty")
def test_a_pack_is_made_used_and_removed(reader: Reader, programs: str) -> None:
    image = f"{reader.places['localhost:5000']}/only-s390x"
    reader.places = {"localhost:5000/app": image, "exec web": f"exec {CONTAINER}"}
    reader.places[PACK] = f"{PACK} --from {programs}"
    reader.follows(PACKS, "Make a pack", 0)
    reader.installs()
    reader.person.environment["ANYARCH_EMULATION"] = "private"
    reader.person.real_docker("pull", "--platform", "linux/s390x", image)
    reader.follows(PACKS, "Use it", 0)
    reader.is_shown(MECHANISM, "Three programs", 0, f"{PLAN} | {FOLDED}")
    reader.person.docker("run", "--detach", "--network", "none", "--name", CONTAINER, image, "sleep", "1000")
    reader.follows(MECHANISM, "What does not", 0)
    reader.person.real_docker("rm", "--force", CONTAINER)
    reader.follows(PACKS, "Remove it", 0)


def test_what_a_pack_lacks_is_told(reader: Reader, programs: str, tmp_path: Path) -> None:
    machine = tmp_path / "machine"
    (machine / "usr" / "bin").mkdir(parents=True)
    shutil.copy(f"{programs}/usr/bin/tini-static", machine / "usr" / "bin")
    reader.places |= {"pack arm64": f"pack arm64 --from {machine}", "this machine": str(machine)}
    reader.follows(PACKS, "Make a pack", 1)
