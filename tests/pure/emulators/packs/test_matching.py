"""A volume that holds a pack is told from one that only has its name."""

import copy
import io
import tarfile

import pytest

from anyarch.emulators.packs import matching, volume
from anyarch.emulators.packs.manifest import Manifest
from anyarch.emulators.packs.packing import Contents, File

PACK = Contents({"tini": File(b"tini" * 999, 0o755), "lib/libc.so": File(b"", 0o644)}, {"host-rootfs": "."}, ("arm64",))


def sent(contents: Contents) -> bytes:
    """What the engine sends of a volume into which a pack was copied: the same in a folder, and split anywhere."""
    copied = b"".join(volume._archive(contents, lambda _: None))  # noqa: SLF001 - what `put` sends
    archive = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(copied)) as old, tarfile.open(fileobj=archive, mode="w") as new:
        for entry in old:
            content = old.extractfile(entry) if entry.isreg() else None
            moved = copy.copy(entry)  # Python 3.11.2 has no TarInfo.replace
            moved.name = f"pack/{entry.name}"
            new.addfile(moved, content)
    return archive.getvalue()


def read(data: bytes) -> Manifest | None:
    return matching.read(data[at : at + 777] for at in range(0, len(data), 777))


@pytest.mark.parametrize(
    "other",
    [
        PACK._replace(files=PACK.files | {"tini": File(b"evil" * 999, 0o755)}),
        PACK._replace(files=PACK.files | {"tini": File(b"tini" * 998, 0o755)}),
        PACK._replace(files=PACK.files | {"tini": File(b"tini" * 999, 0o4755)}),
        PACK._replace(files=PACK.files | {"more": File(b"", 0o644)}),
        PACK._replace(files={"tini": PACK.files["tini"]}),
        PACK._replace(links={"host-rootfs": "/"}),
        PACK._replace(links={}),
        PACK._replace(links=PACK.links | {"qemu-arm": "/tmp/evil"}),  # noqa: S108 - the volume's
    ],
)
def test_what_differs_in_anything_is_not(other: Contents) -> None:
    assert read(sent(other)) != PACK.manifest
    assert other.manifest.digest != PACK.manifest.digest


@pytest.mark.parametrize("data", [b"", b"no archive" * 99, sent(PACK)[:1000]])
def test_what_is_no_whole_archive_is_not(data: bytes) -> None:
    assert read(data) is None


def changed(**attributes: object) -> bytes:
    """What the engine sends of a volume with one more file, in whose entry something is unusual."""
    archive = io.BytesIO(sent(PACK))
    with tarfile.open(fileobj=archive, mode="a") as opened:
        entry = tarfile.TarInfo("pack/more")
        for name, value in attributes.items():
            setattr(entry, name, value)
        opened.addfile(entry, io.BytesIO(bytes(entry.size)))
    return archive.getvalue()


def test_what_was_copied_is_the_pack_and_with_a_file_more_another_one() -> None:
    assert read(sent(PACK)) == PACK.manifest
    assert read(changed()) not in (None, PACK.manifest)


@pytest.mark.parametrize(
    "attributes",
    [
        {"type": tarfile.LNKTYPE, "linkname": "pack/tini"},
        {"type": tarfile.FIFOTYPE},
        {"type": tarfile.CHRTYPE},
        {"name": "pack/tini"},
        {"name": "pack/host-rootfs"},
        {"name": "pack/host-rootfs", "type": tarfile.SYMTYPE, "linkname": "/"},
        {"pax_headers": {"SCHILY.xattr.security.capability": "all"}},
    ],
)
def test_a_volume_with_what_no_pack_has_is_none(attributes: dict[str, object]) -> None:
    assert read(changed(**attributes)) is None


@pytest.mark.parametrize(
    ("bound", "most", "size"), [("_LARGEST", 5000, 2000), ("_MOST_ENTRIES", len(PACK.files) + len(PACK.links) + 2, 0)]
)
def test_a_volume_that_has_more_than_a_pack_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, bound: str, most: int, size: int
) -> None:
    monkeypatch.setattr(matching, bound, most)
    assert read(sent(PACK)) == PACK.manifest
    assert read(changed(size=size)) is None
