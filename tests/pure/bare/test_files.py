"""Files that are replaced whole, and the folders that are made for them."""

import errno
import os
import posix
import resource
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyarch.bare import files


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def umask() -> Iterator[None]:
    """Nothing for others, as careful users have it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("wanted", [0o755, 0o644, 0o600])
def test_a_replaced_file_has_the_permissions_asked_for_whatever_the_umask(tmp_path: Path, wanted: int) -> None:
    file = tmp_path / "file"
    for content in (b"first", b"second"):
        files.replace(str(file), content, wanted)
        assert (file.read_bytes(), mode(file)) == (content, wanted)
    assert os.listdir(tmp_path) == ["file"]


def test_a_link_is_replaced_and_what_it_led_to_stays(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("old")
    (tmp_path / "link").symlink_to("target")
    files.replace(str(tmp_path / "link"), b"new", 0o600)
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "old"


def test_a_file_may_be_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files.make_folders("a/b", 0o700)
    files.replace("here", b"1", 0o600)
    (tmp_path / "link").symlink_to("a/b/file")
    files.rewrite("link", b"2", 0o600)
    assert ((tmp_path / "here").read_bytes(), (tmp_path / "a" / "b" / "file").read_bytes()) == (b"1", b"2")


def test_who_reads_meanwhile_has_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"0" * 300_000)

    def write() -> None:
        for number in range(50):
            files.replace(str(file), str(number % 10).encode() * 300_000, 0o600)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        content = file.read_bytes()
        assert (len(content), len(set(content))) == (300_000, 1)


@pytest.fixture
def nearly_full() -> Iterator[None]:
    """No file may grow beyond a thousand bytes, so that a write is taken in part, and the next one not at all."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("nearly_full")
@pytest.mark.parametrize("write", [files.replace, files.rewrite])
def test_a_disk_that_takes_only_a_part_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, write: Callable[[str, bytes, int], None]
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    with pytest.raises(OSError, match="File too large") as failed:
        write(str(file), b"x" * 2000, 0o600)
    assert failed.value.errno == errno.EFBIG
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_a_folder_in_the_place_of_a_file_stays_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for write in (files.replace, files.rewrite):
        with pytest.raises(IsADirectoryError):
            write(str(tmp_path / "folder"), b"new", 0o600)
    assert os.listdir(tmp_path) == ["folder"]


@pytest.mark.usefixtures("umask")
def test_a_rewritten_file_keeps_its_permissions_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.touch()
    old.chmod(0o644)
    for file in (old, new):
        files.rewrite(str(file), b"content", 0o666)
        assert file.read_bytes() == b"content"
    assert (mode(old), mode(new)) == (0o644, 0o600)


def test_links_stay_links_also_one_behind_the_other_and_to_nothing_yet(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target, link, first = tmp_path / "dotfiles" / "target", tmp_path / "dotfiles" / "link", tmp_path / "first"
    link.symlink_to("target")
    first.symlink_to(link)
    for content in (b"new", b"newer"):
        files.rewrite(str(first), content, 0o600)
        assert target.read_bytes() == content
    assert first.is_symlink()
    assert link.is_symlink()


def test_links_in_a_circle_are_no_file(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        files.rewrite(str(tmp_path / "a"), b"x", 0o600)


def test_a_device_and_a_pipe_are_written_to_and_not_replaced(tmp_path: Path) -> None:
    files.rewrite("/dev/null", b"nothing", 0o600)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    reading, writing = os.pipe()
    files.rewrite(f"/dev/fd/{writing}", b"through the pipe", 0o600)
    os.close(writing)
    with open(reading, "rb") as pipe:
        assert pipe.read() == b"through the pipe"
    assert list(tmp_path.iterdir()) == []


def test_lines_are_added_and_the_size_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    assert files.append(str(file), b"one\n", 0o600) == 4
    assert files.append(str(file), b"two\n", 0o644) == 8
    assert (file.read_bytes(), mode(file)) == (b"one\ntwo\n", 0o600)


@pytest.mark.usefixtures("umask")
def test_a_folder_that_was_asked_for_is_made_with_all_above_it(tmp_path: Path) -> None:
    files.make_folders(f"{tmp_path}/a/b/c/d/e/", 0o777)
    assert [mode(path) for path in tmp_path.rglob("*")] == [0o700] * 5
    files.make_folders(str(tmp_path), 0o700)
    assert mode(tmp_path) == 0o700


def test_folders_that_were_not_asked_for_are_few_and_for_their_owner_alone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.make_own_folders(f"{tmp_path}/home/.cache/anyarch", most=2)
    assert list(tmp_path.iterdir()) == []
    files.make_own_folders(f"{tmp_path}/.cache/anyarch", most=2)
    assert [mode(path) for path in tmp_path.rglob("*")] == [0o700] * 2


def test_folders_that_were_not_asked_for_are_not_made_in_the_home_of_another_user(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(tmp_path, 65534, 65534)
    with pytest.raises(PermissionError, match="another user"):
        files.make_own_folders(f"{tmp_path}/.cache", most=2)
    files.make_folders(f"{tmp_path}/shim", 0o777)
    assert [path.name for path in tmp_path.iterdir()] == ["shim"]


def test_no_line_is_added_in_a_folder_that_others_can_write_to(tmp_path: Path) -> None:
    assert files.append(str(tmp_path / "log"), b"one\n", 0o600) == 4
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError):
        files.append(str(tmp_path / "log"), b"two\n", 0o600)
    assert (tmp_path / "log").read_bytes() == b"one\n"


def test_a_pipe_that_nothing_reads_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log")
    with pytest.raises(OSError, match="No such device or address"):
        files.append(str(tmp_path / "log"), b"one\n", 0o600)


def test_an_unfinished_file_is_never_one_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posix, "urandom", bytes)  # as if another user had guessed the name
    (tmp_path / "theirs").write_bytes(b"kept")
    (tmp_path / f".anyarch-{bytes(8).hex()}").symlink_to(tmp_path / "theirs")
    with pytest.raises(FileExistsError):
        files.replace(str(tmp_path / "ours"), b"new", 0o600)
    assert (tmp_path / "theirs").read_bytes() == b"kept"


def test_a_pipe_is_not_opened_for_reading_and_a_device_is(tmp_path: Path) -> None:
    pipe = str(tmp_path / "pipe")
    os.mkfifo(pipe)
    threading.Thread(target=lambda: os.open(pipe, os.O_WRONLY), daemon=True).start()  # or it would wait for this
    with pytest.raises(OSError, match="it is a pipe"):
        open(pipe, opener=files.at_once)  # noqa: SIM115 - it is not opened
    with open(os.devnull, "rb", opener=files.at_once) as device:
        assert device.read() == b""
