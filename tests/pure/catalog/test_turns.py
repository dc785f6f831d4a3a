"""No turn is taken by a file that another user could have chosen; how commands wait is in tests/cli/catalog."""

import os
from pathlib import Path

from anyarch.bare import records
from anyarch.catalog import turns


def test_a_turn_in_a_cache_that_others_can_write_to_is_not_taken(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(0o700)
    with turns.taken(str(cache), "key", 0):
        [made] = os.listdir(cache / records.OFFERED)
    os.unlink(cache / records.OFFERED / made)
    cache.chmod(0o777)
    with turns.taken(str(cache), "key", 0) as was_taken:
        assert not was_taken
        assert os.listdir(cache / records.OFFERED) == []


def test_a_turn_is_not_taken_through_a_link(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(0o700)
    with turns.taken(str(cache), "key", 0):
        [made] = os.listdir(cache / records.OFFERED)
    os.unlink(cache / records.OFFERED / made)
    os.symlink(tmp_path / "theirs", cache / records.OFFERED / made)
    with turns.taken(str(cache), "key", 0) as was_taken:
        assert not was_taken
    assert not (tmp_path / "theirs").exists()
