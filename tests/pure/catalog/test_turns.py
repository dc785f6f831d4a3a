"""No turn is taken by a file that another user could have chosen; how commands wait is in tests/cli/catalog."""

from pathlib import Path

import pytest

from anyarch.bare import records
from anyarch.catalog import turns


@pytest.fixture
def file(cache: str) -> Path:
    """By which a turn is taken; it is not there any more."""
    with turns.taken(cache, "key", 0):
        [made] = Path(cache, records.OFFERED).iterdir()
    made.unlink()
    return made


def test_a_turn_in_a_cache_that_others_can_write_to_is_not_taken(cache: str, file: Path) -> None:
    Path(cache).chmod(0o777)
    with turns.taken(cache, "key", 0) as was_taken:
        assert not was_taken
        assert not file.exists()


def test_a_turn_is_not_taken_through_a_link(cache: str, file: Path, tmp_path: Path) -> None:
    file.symlink_to(tmp_path / "theirs")
    with turns.taken(cache, "key", 0) as was_taken:
        assert not was_taken
    assert not (tmp_path / "theirs").exists()
