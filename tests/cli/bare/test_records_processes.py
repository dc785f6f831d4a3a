"""The cache under many processes at once, under kill -9, on a full disk and on one that cannot be written to."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyarch.bare import records
from tests.laboratory import mounts

CROWD = 64
# Writes records as long as it is let, each field of one record alike, and says when the first is written.
WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from anyarch.bare import records
for turn in range(int(sys.argv[4])):
    records.write(sys.argv[2], 'kind', f'key{turn % 7}', {name: sys.argv[3] * 300 for name in 'abc'})
    records.write(sys.argv[2], 'own', f'{sys.argv[5]}-{turn % 50}', {'name': 'value'})
    if turn == 0:
        print(flush=True)
"""
SOURCE = records.__file__.removesuffix("anyarch/bare/records.py")


def start(folder: Path, letter: str, turns: int, number: int = 0) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-I", "-S", "-c", WRITER, SOURCE, str(folder), letter, str(turns), str(number)]
    return subprocess.Popen(words, stdout=subprocess.PIPE)


def whole(folder: Path) -> list[str]:
    """The records that are there, each by its letter; a record of two writers would have two."""
    found = [records.read(str(folder), "kind", f"key{number}") for number in range(7)]
    for fields in found:
        assert len(set("".join(fields.values()))) <= 1
        assert not fields or [len(value) for value in fields.values()] == [300] * 3
    return [fields["a"][0] for fields in found if fields]


def test_readers_among_many_writers_see_whole_records_only(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    writers = [start(folder, chr(ord("A") + number % 26), 40, number) for number in range(CROWD)]
    seen: set[str] = set()
    while any(writer.poll() is None for writer in writers):
        seen.update(whole(folder))
    assert all(writer.wait() == 0 for writer in writers)
    for writer in writers:
        writer.communicate()
    assert seen
    assert sorted(os.listdir(folder / "kind")) == [f"key{number}" for number in range(7)]
    assert len(records.read_all(str(folder), "own")) == CROWD * 40


def test_writers_that_are_killed_leave_whole_records_and_do_not_disturb_the_next(tmp_path: Path) -> None:
    for letter in "abcdefgh":
        writer = start(tmp_path, letter, 1_000_000)
        assert writer.stdout
        writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        assert whole(tmp_path)
    start(tmp_path, "z", 7).communicate()
    assert whole(tmp_path) == ["z"] * 7


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for a few records."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounts.run(["mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", str(folder)])
    try:
        yield folder
    finally:
        mounts.unmount(str(folder))


def test_a_full_disk_keeps_what_it_had_and_takes_no_more(small: Path) -> None:
    kept = {"name": "a" * 2000}
    records.write(str(small), "kind", "kept", kept)
    with open(small / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"x" * 512)
    records.write(str(small), "kind", "kept", {"name": "b" * 6000})
    os.truncate(small / "filler", os.path.getsize(small / "filler") - 4096)  # room for a part of it
    records.write(str(small), "kind", "kept", {"name": "b" * 6000})
    records.write(str(small), "kind", "new", {"name": "c" * 6000})
    records.write(str(small), "other", "new", {"name": "d" * 6000})
    assert records.read(str(small), "kind", "kept") == kept
    assert os.listdir(small / "kind") == ["kept"]
    os.unlink(small / "filler")
    records.write(str(small), "kind", "new", {"name": "c"})
    assert records.read(str(small), "kind", "new") == {"name": "c"}


def test_a_disk_that_cannot_be_written_to_is_read(small: Path) -> None:
    records.write(str(small), "kind", "key", {"name": "value"})
    mounts.run(["mount", "-o", "remount,ro", str(small)])
    records.write(str(small), "kind", "key", {"name": "another"})
    records.write(str(small), "new", "key", {"name": "another"})
    assert records.read(str(small), "kind", "key") == {"name": "value"}
