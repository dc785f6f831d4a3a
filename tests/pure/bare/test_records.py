import os
import posix
import stat
import threading
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch.bare import records


def test_the_folder_is_where_platformdirs_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert records.folder(dict(os.environ)) == platformdirs.user_cache_dir("anyarch")
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert records.folder(dict(os.environ)) == platformdirs.user_cache_dir("anyarch")


@pytest.mark.parametrize(
    ("environment", "platform", "folder"),
    [
        ({"ANYARCH_CACHE_DIR": "/c", "HOME": "/h"}, "linux", "/c"),
        ({"HOME": "/h"}, "linux", "/h/.cache/anyarch"),
        ({"HOME": "/h"}, "darwin", "/h/Library/Caches/anyarch"),
        ({"XDG_CACHE_HOME": " ", "HOME": "/h"}, "linux", "/h/.cache/anyarch"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "linux", ""),
        ({}, "linux", ""),
        ({}, "darwin", ""),
    ],
)
def test_the_folder_follows_the_environment(environment: dict[str, str], platform: str, folder: str) -> None:
    assert records.folder(environment, platform) == folder


@pytest.mark.parametrize("folder", [".cache/anyarch", "a/b", "a/b/", "anyarch", "/a//b"])
def test_a_record_is_read_as_it_was_written_and_folders_are_made_for_a_home_that_is_there(
    tmp_path: Path, folder: str
) -> None:
    folder, fields = f"{tmp_path}/{folder}", {"name": "value", "empty": "", "tab": "a\tb"}
    records.write(folder, "kind", "key", fields)
    assert records.read(folder, "kind", "key") == fields
    assert os.listdir(f"{folder}/kind") == ["key"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o700 for path in tmp_path.rglob("*") if path.is_dir())


def test_a_folder_may_be_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    records.write("here", "kind", "key", {"name": "value"})
    assert records.read(str(tmp_path / "here"), "kind", "key") == {"name": "value"}
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    records.write("here", "kind", "key", {"name": "value"})
    assert records.read("here", "kind", "key") == {}


def test_a_home_that_is_missing_is_not_made(tmp_path: Path) -> None:
    records.write(f"{tmp_path}/home/.cache/anyarch", "kind", "key", {"name": "value"})
    assert list(tmp_path.iterdir()) == []


@given(key=st.text(min_size=1, max_size=30))
def test_keys_become_file_names_that_no_other_key_has(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    folder = str(tmp_path_factory.mktemp("cache"))
    records.write(folder, "kind", key, {"key": key.encode("utf-8", "surrogatepass").hex()})
    records.write(folder, "kind", key + "x", {"key": "another"})
    names = os.listdir(f"{folder}/kind") if os.path.exists(f"{folder}/kind") else []
    assert all(name == name.lower() or "%" in name for name in names)
    if key[0] != "." and len(key.encode("utf-8", "surrogatepass")) * 3 < 255:
        assert records.read(folder, "kind", key) == {"key": key.encode("utf-8", "surrogatepass").hex()}


@pytest.mark.parametrize("content", [b"", b"name\tvalue\n", b"name\tvalue\nen", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_record_that_is_cut_off_or_strange_is_none(tmp_path: Path, content: bytes) -> None:
    records.write(str(tmp_path), "kind", "key", {"name": "value"})
    (tmp_path / "kind" / "key").write_bytes(content)
    assert records.read(str(tmp_path), "kind", "key") == {}


def test_a_folder_in_place_of_a_record_and_a_pipe_in_place_of_one_are_none(tmp_path: Path) -> None:
    (tmp_path / "kind" / "folder").mkdir(parents=True)
    os.mkfifo(tmp_path / "kind" / "pipe")
    assert records.read(str(tmp_path), "kind", "folder") == {}
    assert records.read(str(tmp_path), "kind", "pipe") == {}


@pytest.mark.parametrize("place", [".", "kind", "kind/key"])
def test_what_belongs_to_another_user_is_not_trusted(tmp_path: Path, place: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    records.write(str(tmp_path), "kind", "key", {"name": "value"})
    os.chown(tmp_path / place, 65534, 65534)
    assert records.read(str(tmp_path), "kind", "key") == {}
    if place != "kind/key":
        records.write(str(tmp_path), "kind", "new", {"name": "value"})
        assert not (tmp_path / "kind" / "new").exists()
        assert records.read_all(str(tmp_path), "kind") == []


@pytest.mark.parametrize("place", [".", "kind"])
@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_a_folder_that_others_may_write_into_is_not_used(tmp_path: Path, place: str, mode: int) -> None:
    records.write(str(tmp_path), "kind", "key", {"name": "value"})
    os.chmod(tmp_path / place, mode)
    assert records.read(str(tmp_path), "kind", "key") == {}
    records.write(str(tmp_path), "kind", "new", {"name": "value"})
    assert not (tmp_path / "kind" / "new").exists()
    records.drop(str(tmp_path), "kind", "key")
    assert (tmp_path / "kind" / "key").exists()


def test_a_cache_that_root_owns_is_not_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What root owns is not weak, but a user cannot keep it, as after a command with sudo."""
    records.write(str(tmp_path), "kind", "key", {"name": "value"})
    assert records.is_trusted(str(tmp_path), "kind")
    monkeypatch.setattr(posix, "geteuid", lambda: 12345)
    assert not records.is_trusted(str(tmp_path), "kind")


def test_a_folder_that_others_may_read_is_used(tmp_path: Path) -> None:
    os.chmod(tmp_path, 0o755)  # noqa: S103 - as mkdir leaves it
    records.write(str(tmp_path), "kind", "key", {"name": "value"})
    assert records.read(str(tmp_path), "kind", "key") == {"name": "value"}
    assert stat.S_IMODE(os.stat(tmp_path / "kind").st_mode) == 0o700
    assert stat.S_IMODE(os.stat(tmp_path / "kind" / "key").st_mode) == 0o600


def test_writers_that_make_the_folders_at_the_same_time_all_succeed(tmp_path: Path) -> None:
    for number in range(100):
        folder, together = str(tmp_path / str(number) / "deep"), threading.Barrier(4)

        def write(key: str, folder: str = folder, together: threading.Barrier = together) -> None:
            together.wait()
            records.write(folder, "kind", key, {"name": "value"})

        writers = [threading.Thread(target=write, args=(key,)) for key in "abcd"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert len(records.read_all(folder, "kind")) == len(writers)


def test_long_keys_are_told_apart(tmp_path: Path) -> None:
    for ending in "ab":
        records.write(str(tmp_path), "kind", "k" * 300 + ending, {"name": ending})
    for ending in "ab":
        assert records.read(str(tmp_path), "kind", "k" * 300 + ending) == {"name": ending}


def test_all_records_of_a_kind_are_listed_and_can_be_removed_by_their_names(tmp_path: Path) -> None:
    for key in ("one", "two"):
        records.write(str(tmp_path), "kind", key, {"name": key})
    (tmp_path / "kind" / "spoiled").write_text("x")
    (tmp_path / "kind" / ".unfinished").write_text("name\tvalue\nend\n")
    assert records.read_all(str(tmp_path), "kind") == [("one", {"name": "one"}), ("two", {"name": "two"})]
    assert records.remove(str(tmp_path), "kind", "one")
    assert not records.remove(str(tmp_path), "kind", "one")
    assert [name for name, _ in records.read_all(str(tmp_path), "kind")] == ["two"]
    assert records.read_all(str(tmp_path), "another") == []


def test_a_folder_that_no_process_can_name_is_an_error() -> None:
    with pytest.raises(ValueError, match="null"):
        records.read("relative\0", "kind", "key")


@pytest.mark.parametrize("folder", ["", "/proc/nowhere", "/dev/null/x"])
def test_a_cache_that_cannot_be_is_an_empty_one(folder: str) -> None:
    records.write(folder, "kind", "key", {"name": "value"})
    assert records.read(folder, "kind", "key") == {}


def test_a_value_that_would_break_the_lines_is_not_written(tmp_path: Path) -> None:
    records.write(str(tmp_path), "kind", "key", {"name": "a\nend"})
    assert records.read(str(tmp_path), "kind", "key") == {}
