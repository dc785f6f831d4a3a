"""Which pack is put on an engine: the quick one, or the one that PRoot needs there, or none."""

import pytest

from anyarch.emulators.packs import volume
from anyarch.emulators.packs.packing import Contents, UnusableError
from anyarch.emulators.packs.volume import Filled
from anyarch.oci.platforms import Platform

PACK = Contents({}, {}, ("amd64",))
SLOWER = PACK.without_acceleration()
HOST = Platform("linux", "arm64")


@pytest.mark.parametrize(("works", "tried"), [({True, False}, [True]), ({False}, [True, False])])
def test_the_slower_pack_is_for_where_the_quick_one_fails(
    monkeypatch: pytest.MonkeyPatch, works: set[bool], tried: list[bool]
) -> None:
    seen = []

    def put(_: object, contents: Contents, *_others: object) -> Filled:
        seen.append(contents.is_accelerated)
        if contents.is_accelerated not in works:
            raise UnusableError("no")
        return Filled("volume", contents, is_new=True)

    monkeypatch.setattr(volume, "_put", put)
    filled = volume.put(None, PACK, HOST, print)  # type: ignore[arg-type] # it is not asked
    assert filled.contents.is_accelerated == seen[-1]
    assert seen == tried


def test_the_slower_pack_is_another_volume_and_says_where_its_file_is_from() -> None:
    assert volume.name_of(PACK, HOST) != volume.name_of(SLOWER, HOST)
    assert [file.origin for file in SLOWER.files.values()] == ["anyarch"]
