"""Whether anything can be cached: `shelf.obstacle` finds out without writing, `shelf.trial` by writing."""

import errno
import os
from pathlib import Path

import pytest

from anyarch.bare import files
from anyarch.catalog import shelf


def test_a_folder_that_can_be_made_is_none_and_a_trial_leaves_nothing_in_it(tmp_path: Path) -> None:
    assert shelf.obstacle(str(tmp_path / "a" / "b")) == ""
    assert list(tmp_path.iterdir()) == []
    assert shelf.trial(str(tmp_path / "cache")) == ""
    assert [*tmp_path.rglob("*")] == [tmp_path / "cache", tmp_path / "cache/offered"]


def test_a_full_disk_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = os.statvfs(tmp_path)
    for full in ({3: 0, 4: 0}, {6: 0}):  # f_bfree and f_bavail; f_ffree
        fields = [full.get(place, value) if place != 5 else 1 for place, value in enumerate(found)]
        monkeypatch.setattr(os, "statvfs", lambda _, fields=fields: os.statvfs_result(fields))
        assert shelf.obstacle(f"{tmp_path}/cache") == f"the disk with {tmp_path} is full"


def test_what_only_an_attempt_shows_is_found_by_a_trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    assert shelf.trial(str(cache)) == ""
    cache.chmod(0o777)
    assert shelf.trial(str(cache)) == f"{cache} cannot be written: other users can write to {cache}"
    cache.chmod(0o700)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    monkeypatch.setattr(files, "replace", refuse)
    assert shelf.trial(str(cache)) == f"{cache} cannot be written: disk quota exceeded"


def test_no_home_a_file_in_the_way_and_a_folder_of_others_are_some(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "home directory" in shelf.obstacle("")
    assert shelf.obstacle(f"{tmp_path}/file/cache") == f"{tmp_path}/file is not a directory"
    (tmp_path / "theirs").mkdir(mode=0o555)
    if os.geteuid():  # root may write there
        assert shelf.obstacle(f"{tmp_path}/theirs/cache") == f"{tmp_path}/theirs cannot be written"
