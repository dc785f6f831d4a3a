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


@pytest.mark.parametrize(
    ("links", "path", "is_weak"),
    [
        ({}, "safe/not/there", False),
        # a link is as weak as the way to where it leads, also through another link
        ({"link": "../open/deep"}, "safe/link", True),
        ({"link": "../open/deep"}, "safe/link/file", True),
        ({"link": "{home}/open/deep"}, "safe/link", True),
        ({"link": "{home}/open/deep"}, "safe/link/file", True),
        ({"first": "second", "second": "{home}/open/deep"}, "safe/first/file", True),
        # a step back is taken; behind a link it starts where the link leads
        ({}, "safe/../open/deep/file", True),
        ({}, "safe/./..//safe", False),
        ({"link": "{home}/open/deep"}, "safe/link/../deep", True),
    ],
)
def test_each_part_of_the_way_counts(home: Path, links: dict[str, str], path: str, *, is_weak: bool) -> None:
    for name, target in links.items():
        (home / "safe" / name).symlink_to(target.format(home=home))
    assert weak(f"{home}/{path}") == (str(home / "open") if is_weak else None)


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
