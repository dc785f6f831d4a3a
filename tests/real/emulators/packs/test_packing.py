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
from tests.laboratory.private_programs import linked
from tests.laboratory.programs import busybox

FOREIGN = "s390x"


@pytest.fixture
def spoilt(programs: str, tmp_path: Path) -> Path:
    """What a pack needs, flat in a folder where a test may change it."""
    emulator = f"usr/bin/qemu-{FOREIGN}"
    for name in (
        "bin/busybox",
        "usr/bin/busybox",
        "usr/bin/tini-static",
        "usr/bin/proot",
        emulator,
        f"{emulator}-static",
    ):
        if exists(programs, name):
            os.symlink(os.path.join(programs, name), tmp_path / os.path.basename(name))
    for found in tmp_path.iterdir():
        content = found.read_bytes()
        found.unlink()
        found.write_bytes(content)
    return tmp_path


def test_a_pack_holds_what_the_recipe_says(programs: str) -> None:
    contents = packing.gather(Folder(programs), native().name, [FOREIGN, "arm64"])
    tools = {"tini", "busybox", "proot", "loader", "ld.so", "lib/libc.so.6", "lib/libtalloc.so.2"}
    assert set(contents.files) == {*tools, *recipe.SCRIPTS, f"qemu-{FOREIGN}", "qemu-arm64"}
    assert contents.emulates == ("arm64", FOREIGN)
    assert all(file.mode == 0o755 for path, file in contents.files.items() if not path.startswith("lib/"))


def test_the_same_programs_make_the_same_pack_and_others_another(programs: str) -> None:
    gathered = [packing.gather(Folder(programs), native().name, names) for names in ([FOREIGN], [FOREIGN], ["arm64"])]
    digests = [contents.manifest.digest for contents in gathered]
    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == len("sha256:") + 64


def test_all_that_is_missing_is_told_at_once_with_its_packages(tmp_path: Path) -> None:
    with pytest.raises(UnusableError) as told:
        packing.gather(Folder(str(tmp_path)), native().name, [FOREIGN])
    for word in (
        "tini-static",
        "busybox",
        "proot",
        "qemu-s390x-static",
        "Debian",
        "qemu-user-static-s390x",
        "Since Debian 13, qemu-user has",
        "the static tini is in tini-static",
        str(tmp_path),
    ):
        assert word in str(told.value)


def test_a_program_for_another_cpu_is_refused(spoilt: Path) -> None:
    foreign = next(name for name in ("arm64", "amd64") if name != native().name)
    content = Path(busybox(foreign, cache(os.environ))).read_bytes()
    (spoilt / "busybox").write_bytes(content)
    with pytest.raises(UnusableError, match=f"/busybox is for {foreign}, and the engine is {native().name}"):
        packing.gather(Folder(str(spoilt)), native().name, [FOREIGN])


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("tini-static", "usr/bin/tini", "is not static"),
        ("busybox", "", "not a valid ELF file"),
        ("proot", "bin/busybox", "no embedded loader"),
    ],
)
def test_what_cannot_work_is_refused(spoilt: Path, programs: str, name: str, source: str, says: str) -> None:
    found = next((place for place in (source, f"usr/{source}") if exists(programs, place)), "")
    (spoilt / name).write_bytes(Path(programs, found).read_bytes() if source else b"nothing")
    with pytest.raises(UnusableError, match=says):
        packing.gather(Folder(str(spoilt)), native().name, [FOREIGN])


def test_a_library_that_is_not_there_is_named(spoilt: Path) -> None:
    with pytest.raises(UnusableError, match=r"PRoot's loader /lib.* is not in"):
        packing.gather(Folder(str(spoilt)), native().name, [FOREIGN])


def test_packages_of_a_debian_that_has_all_in_usr_make_a_pack(programs: str, tmp_path: Path) -> None:
    emulator = next(
        f"qemu-{FOREIGN}{end}" for end in ("-static", "") if exists(programs, f"usr/bin/qemu-{FOREIGN}{end}")
    )
    for name in ("usr", "bin", "lib", "lib64"):
        if exists(programs, name):
            place = tmp_path if name == "usr" else tmp_path / "usr"
            shutil.copytree(
                os.path.join(programs, name), place / name, symlinks=True, copy_function=linked, dirs_exist_ok=True
            )
    os.rename(tmp_path / "usr" / "bin" / emulator, tmp_path / "usr" / "bin" / f"qemu-{FOREIGN}")
    merged = packing.gather(Folder(str(tmp_path)), native().name, [FOREIGN])
    assert merged.manifest.digest == packing.gather(Folder(programs), native().name, [FOREIGN]).manifest.digest


def exists(folder: str, name: str) -> bool:
    return os.path.exists(os.path.join(folder, name))


def test_every_emulated_architecture_of_the_laboratory_has_a_package(programs: str) -> None:
    wanted = set(EMULATED) & set(ARCHITECTURES) - {native().name}
    assert packing.gather(Folder(programs), native().name, wanted).emulates == tuple(sorted(wanted))
