import os
import shutil
from pathlib import Path

import pytest

from anyarch.emulators.packs import packing, recipe
from anyarch.emulators.packs.packing import UnusableError
from anyarch.emulators.packs.trees import Folder
from anyarch.oci.architectures import EMULATED
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import cache
from tests.laboratory.programs import busybox, first

FOREIGN = "s390x"


@pytest.fixture
def spoilt(programs: str, tmp_path: Path) -> Path:
    """What a pack needs, flat in a folder where a test may change it."""
    tools = ("busybox", "tini-static", "proot", f"qemu-{FOREIGN}", f"qemu-{FOREIGN}-static")
    for name in ("bin/busybox", *(f"usr/bin/{tool}" for tool in tools)):
        if Path(programs, name).exists():
            shutil.copy(Path(programs, name), tmp_path)
    return tmp_path


def test_a_pack_holds_what_the_recipe_says(programs: str) -> None:
    contents = packing.gather(Folder(programs), native().name, [FOREIGN, "arm64"])
    tools = {"tini", "busybox", "proot", "loader", "ld.so", "lib/libc.so.6", "lib/libtalloc.so.2"}
    assert set(contents.files) == {*tools, *recipe.SCRIPTS, f"qemu-{FOREIGN}", "qemu-arm64"}
    assert contents.emulates == ("arm64", FOREIGN)
    assert all(file.mode == 0o755 for path, file in contents.files.items() if not path.startswith("lib/"))


def test_a_program_for_another_cpu_is_refused(spoilt: Path) -> None:
    foreign = next(name for name in ("arm64", "amd64") if name != native().name)
    shutil.copy(busybox(foreign, cache(os.environ)), spoilt / "busybox")
    with pytest.raises(UnusableError, match=f"/busybox is for {foreign}, and the engine is {native().name}"):
        packing.gather(Folder(str(spoilt)), native().name, [FOREIGN])


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("tini-static", "usr/bin/proot", "is not static"),
        ("busybox", "", "not a valid ELF file"),
        ("proot", "bin/busybox", "no embedded loader"),
        ("", "", r"PRoot's loader /lib.* is not in"),
    ],
)
def test_what_cannot_work_is_refused(spoilt: Path, programs: str, name: str, source: str, says: str) -> None:
    if name:
        content = Path(first(programs, source, f"usr/{source}")).read_bytes() if source else b"nothing"
        (spoilt / name).write_bytes(content)
    with pytest.raises(UnusableError, match=says):
        packing.gather(Folder(str(spoilt)), native().name, [FOREIGN])


def test_every_emulated_architecture_of_the_laboratory_has_a_package(programs: str) -> None:
    wanted = set(EMULATED) & set(ARCHITECTURES) - {native().name}
    assert packing.gather(Folder(programs), native().name, wanted).emulates == tuple(sorted(wanted))
