"""Which volume is used as a pack: one whose content is what the user trusts, whatever its labels say."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from anyarch.bare import lifetimes, records
from anyarch.emulators.packs import manifest, trust
from anyarch.emulators.packs.manifest import Manifest, entry
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError
from anyarch.person.settings import Settings

MINE = Manifest({"qemu-arm64": entry(b"mine", 0o755), "tini": entry(b"", 0o755)}, {})
EVIL = Manifest({"qemu-arm64": entry(b"evil", 0o755), "tini": entry(b"", 0o755)}, {})
HOST = "amd64"
NAME = manifest.volume(HOST, MINE.digest)


@dataclass
class World:
    """An engine with volumes, and what is in them; it counts how often one is read."""

    cache: str
    volumes: list[dict[str, Any]] = field(default_factory=list)  # as the engine describes them
    contents: dict[str, Manifest | EngineError | None] = field(default_factory=dict)  # or the error of reading one
    trusted: tuple[str, ...] = (MINE.digest,)  # the setting
    read: list[str] = field(default_factory=list)  # the names of the volumes that were read

    def put(
        self, name: str, content: Manifest | EngineError | None, created: str = "2026-01-01", place: str = ""
    ) -> None:
        """Have a volume that is labeled as a complete pack; it takes the place of one of the same name."""
        self.volumes = [each for each in self.volumes if name not in (each["Name"], each["Labels"].get("of"))]
        labels = {"io.anyarch.pack.emulates": "arm64 s390x riscv64"}
        mark = {"io.anyarch.pack.complete": name, "of": name}
        self.volumes += [
            {"Name": name, "CreatedAt": created, "Labels": labels, "Mountpoint": place},
            {"Name": f"{name}-complete", "CreatedAt": created, "Labels": mark},
        ]
        self.contents[name] = content

    def look(self) -> trust.Packs:
        engine = SimpleNamespace(
            address="unix:///engine",
            cache_folder=self.cache,
            settings=Settings(packs=self.trusted),
            platform=lambda: Platform("linux", HOST),
            document=lambda _: {"Volumes": self.volumes},
        )
        return trust.look(cast(Engine, engine))

    def used(self) -> str | None:
        found = self.look().used
        return found.volume if found else None


@pytest.fixture
def world(cache: str, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(cache)

    def read(_: Engine, name: str) -> Manifest | None:
        made.read.append(name)
        found = made.contents[name]
        if isinstance(found, EngineError):
            raise found
        return found

    monkeypatch.setattr(trust, "_read", read)
    return made


def test_a_trusted_pack_is_read_once_and_emulates_what_is_in_it_and_not_what_its_label_says(world: World) -> None:
    world.put(NAME, MINE)
    known = trust.Trusted(NAME, MINE.digest, MINE.emulators)
    assert (world.look().used, world.look().used, world.read) == (known, known, [NAME])
    assert [*known.emulators] == ["arm64"]


def test_a_volume_that_only_its_labels_call_a_pack_is_neither_used_nor_read(world: World) -> None:
    world.put("anyarch-pack-amd64-0123456789ab", EVIL, "2026-09-09")
    world.put(manifest.volume(HOST, EVIL.digest), EVIL, "2026-08-08")
    assert world.used() is None
    world.put(NAME, MINE)
    assert world.used() == NAME
    assert world.look().refused == ("anyarch-pack-amd64-0123456789ab", manifest.volume(HOST, EVIL.digest))
    assert world.read == [NAME]


@pytest.mark.parametrize("content", [EVIL, None])
def test_the_name_of_a_trusted_pack_is_not_its_content(world: World, content: Manifest | None) -> None:
    world.put(NAME, content)
    assert world.look() == trust.Packs(None, (NAME,))
    assert records.read(world.cache, records.PACKS, f"unix:///engine {NAME}") == {}


def test_a_volume_that_takes_the_place_of_a_known_one_is_read_again(world: World) -> None:
    world.put(NAME, MINE)
    assert world.used() == NAME
    world.put(NAME, EVIL, "2026-01-02")
    assert world.used() is None
    world.put(NAME, MINE, "2026-01-03")
    assert world.used() == NAME


def rewrite(path: Path) -> None:
    """Write other content of the same size, and set all times that a program can set."""
    state = path.stat()
    path.write_bytes(b"evil")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "other content": lambda place: rewrite(place / "tini"),
    "other permissions": lambda place: (place / "tini").chmod(0o4755),
    "a file more": lambda place: (place / "ld.so").touch(),
    "a file less": lambda place: (place / "tini").unlink(),
    "a link more in a folder": lambda place: os.symlink("/", place / "lib" / "etc"),
    "another file in its place": lambda place: (place / "lib" / "c").rename(place / "tini"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_volume_of_which_a_file_has_changed_is_read_again(world: World, tmp_path: Path, change: str) -> None:
    place = tmp_path / "_data"
    (place / "lib").mkdir(parents=True)
    (place / "tini").write_bytes(b"mine")
    (place / "lib" / "c").write_bytes(b"c")
    os.symlink(".", place / "host-rootfs")
    world.put(NAME, MINE, place=str(place))
    assert (world.used(), world.used(), world.read) == (NAME, NAME, [NAME])
    CHANGES[change](place)
    world.contents[NAME] = EVIL
    assert world.used() is None


@pytest.mark.parametrize("trusted", [(MINE.digest,), ()])
def test_a_volume_is_read_again_after_a_while(
    world: World, later: Callable[[float], None], trusted: tuple[str, ...]
) -> None:
    world.trusted = trusted
    world.put(NAME, MINE)
    assert world.used() == NAME
    world.contents[NAME] = EVIL
    later(lifetimes.PACK + 1)
    assert world.used() is None


def test_an_engine_that_is_too_slow_to_be_read_again_keeps_its_known_pack(
    world: World, later: Callable[[float], None]
) -> None:
    world.put(NAME, MINE)
    assert world.used() == NAME
    world.contents[NAME] = EngineError("no answer in time")
    later(lifetimes.PACK + 1)
    assert (world.used(), world.used(), world.read) == (NAME, NAME, [NAME, NAME])


def test_an_engine_that_is_too_slow_to_be_read_at_first_has_no_pack(world: World) -> None:
    world.put(NAME, EngineError("no answer in time"))
    with pytest.raises(EngineError):
        world.look()


def test_a_pack_that_is_no_longer_trusted_is_not_used(world: World) -> None:
    world.put(NAME, MINE)
    assert world.used() == NAME
    world.trusted = (EVIL.digest,)
    assert world.used() is None


def test_without_the_setting_the_oldest_pack_is_used_and_no_newer_one_takes_its_place(world: World) -> None:
    world.trusted = ()
    world.put(NAME, MINE, "2026-02-02")
    assert world.look() == trust.Packs(trust.Trusted(NAME, MINE.digest, MINE.emulators), ())
    world.put(manifest.volume(HOST, EVIL.digest), EVIL, "2026-03-03")
    assert (world.used(), world.read) == (NAME, [NAME])


@pytest.mark.parametrize("content", [EVIL, None])
def test_without_the_setting_a_name_must_be_that_of_the_content(world: World, content: Manifest | None) -> None:
    world.trusted = ()
    other = manifest.volume(HOST, f"sha256:{'0' * 64}")
    world.put(other, content, "2026-01-01")
    world.put(NAME, MINE, "2026-02-02")
    assert world.look() == trust.Packs(trust.Trusted(NAME, MINE.digest, MINE.emulators), (other,))


def test_a_cache_that_others_can_write_to_vouches_for_nothing(world: World) -> None:
    world.put(NAME, MINE)
    assert world.used() == NAME
    os.chmod(os.path.join(world.cache, records.PACKS), 0o777)  # noqa: S103 - what is tested
    world.contents[NAME] = EVIL
    assert world.used() is None


def test_a_volume_with_options_is_no_pack(world: World) -> None:
    world.put(NAME, MINE)
    world.volumes[0]["Options"] = {"device": "/home", "o": "bind", "type": "none"}
    assert world.look() == trust.Packs(None, ())
