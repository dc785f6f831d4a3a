"""What is carried from one machine to another, and is hostile until read."""

import json
import time
from typing import Any

import pytest

from anyarch.catalog import parcel
from anyarch.catalog.records import Known
from anyarch.catalog.shelf import Remembered
from anyarch.decision.facts import Offered
from anyarch.oci import references
from anyarch.oci.platforms import Platform

DIGEST = "sha256:" + "1" * 64
OFFERED = Offered((Platform("linux", "amd64"), Platform("linux", "arm", "v7")), DIGEST, is_index=True)
NAME = "docker.io/library/alpine:latest"
ENTRY = {
    "name": NAME,
    "digest": DIGEST,
    "index": True,
    "complete": True,
    "platforms": ["linux/amd64", "linux/arm/v7"],
    "seen": 1000,
}


def remembered(name: str = NAME, seen: int = 1000, *, is_private: bool = False) -> Remembered:
    return Remembered(name, "unix:///s", is_private, Known(OFFERED, seen))


def unpacked(*entries: object) -> parcel.Unpacked:
    """What is found in a parcel with these entries."""
    return parcel.unpacked(json.dumps({"format": "anyarch-catalog", "version": 1, "images": entries}).encode())


@pytest.mark.parametrize("is_complete", [True, False])
def test_what_was_packed_is_unpacked_also_that_an_index_is_only_partly_known(*, is_complete: bool) -> None:
    known = Known(OFFERED._replace(is_complete=is_complete), 1000)
    content = parcel.packed([remembered()._replace(known=known)]).encode()
    assert parcel.unpacked(content) == ([(references.parse(NAME), known)], 0)


def test_a_file_of_an_earlier_version_is_complete() -> None:
    entry = {name: value for name, value in ENTRY.items() if name != "complete"}
    assert unpacked(entry) == ([(references.parse(NAME), Known(OFFERED, 1000))], 0)


def test_neither_logins_nor_engines_travel_and_the_latest_knowledge_counts() -> None:
    text = parcel.packed([remembered(), remembered(seen=2000), remembered("docker.io/me/secret:1", is_private=True)])
    assert json.loads(text) == {"format": "anyarch-catalog", "version": 1, "images": [{**ENTRY, "seen": 2000}]}


@pytest.mark.parametrize(
    "spoiled",
    [
        {"name": "alpine"},
        {"name": None},
        {"name": "docker.io/library/alpine:1\nend"},
        {"name": f"docker.io/library/alpine@sha256:{'2' * 64}"},
        {"digest": "sha256:1"},
        {"platforms": ["no platform"]},
        {"platforms": ["linux/amd64\tx"]},
        {"platforms": [["linux/amd64"]]},
        {"platforms": ["linux/amd64"] * 1001},
        {"seen": "yesterday"},
        {"seen": -1},
    ],
)
def test_a_piece_that_anyarch_would_not_have_written_is_left_out(spoiled: dict[str, Any]) -> None:
    found = unpacked({**ENTRY, **spoiled}, ENTRY, None)
    assert ([str(name) for name, _ in found.images], found.unreadable) == ([NAME], 2)


def test_a_time_to_come_counts_as_now() -> None:
    [(_, known)] = unpacked({**ENTRY, "seen": 10**12}).images
    assert known.seen <= time.time()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"format":"anyarch-catalog","version":2}', b"[" * 99999]
)
def test_what_is_no_parcel_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|not what|version|decode"):
        parcel.unpacked(content)
