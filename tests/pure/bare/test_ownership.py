"""Who can change a file: each part of the path counts, wherever links lead.

What another user really can and cannot do: tests/cli/bare/test_two_users.py.
"""

import os
import posix
from pathlib import Path

import pytest

from anyarch.bare import ownership


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one that others can write to, `open`, in which there is `open/deep/file`."""
    (tmp_path / "open" / "deep").mkdir(parents=True)
    (tmp_path / "open" / "deep" / "file").touch(0o600)
    (tmp_path / "safe").mkdir(0o700)
    (tmp_path / "open").chmod(0o777)
    return tmp_path


def weak(path: Path | str) -> str | None:
    """The part of a path through which others can change what is there."""
    found = ownership.weakness(str(path))
    return found.place if found else None


def test_a_safe_path_has_no_weakness(home: Path) -> None:
    assert weak(home / "safe" / "not" / "there") is None


@pytest.mark.parametrize("target", ["../open/deep", "{home}/open/deep"])
def test_a_link_is_as_weak_as_the_way_to_where_it_leads(home: Path, target: str) -> None:
    (home / "safe" / "link").symlink_to(target.format(home=home))
    assert weak(home / "safe" / "link") == str(home / "open")
    assert weak(home / "safe" / "link" / "file") == str(home / "open")


def test_a_link_through_a_link_is_followed(home: Path) -> None:
    (home / "safe" / "first").symlink_to("second")
    (home / "safe" / "second").symlink_to(home / "open" / "deep")
    assert weak(home / "safe" / "first" / "file") == str(home / "open")


def test_a_step_back_is_taken(home: Path) -> None:
    assert weak(f"{home}/safe/../open/deep/file") == str(home / "open")
    assert weak(f"{home}/safe/./..//safe") is None


def test_a_step_back_behind_a_link_starts_where_the_link_leads(home: Path) -> None:
    (home / "safe" / "link").symlink_to(home / "open" / "deep")
    (home / "safe" / "file").touch(0o600)
    assert weak(f"{home}/safe/link/../deep") == str(home / "open")


def test_a_circle_of_links_is_an_error(home: Path) -> None:
    (home / "safe" / "one").symlink_to("two")
    (home / "safe" / "two").symlink_to("one")
    with pytest.raises(OSError, match="too many symbolic links"):
        ownership.weakness(str(home / "safe" / "one"))


@pytest.mark.parametrize(("mode", "is_weak"), [(0o1777, False), (0o777, True), (0o1700, False), (0o700, False)])
def test_the_sticky_bit_protects_what_is_in_a_folder(home: Path, mode: int, *, is_weak: bool) -> None:
    (home / "open").chmod(mode)
    assert (weak(home / "open" / "deep") is not None) is is_weak


def test_the_sticky_bit_protects_no_file(home: Path) -> None:
    (home / "safe" / "file").touch()
    (home / "safe" / "file").chmod(0o1666)
    assert weak(home / "safe" / "file") == str(home / "safe" / "file")


def test_the_root_of_the_path_counts_as_well(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose root a program has opened to all."""
    whole, opened = posix.lstat, os.stat(home / "open")
    monkeypatch.setattr(posix, "lstat", lambda path: opened if path == "/" else whole(path))
    assert weak(home / "safe") == "/"
