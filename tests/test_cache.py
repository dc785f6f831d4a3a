import os
import stat
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anyarch import cache


def test_the_folder_is_where_platformdirs_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert cache.folder(dict(os.environ)) == platformdirs.user_cache_dir("anyarch")
    monkeypatch.setenv("XDG_CACHE_HOME", "/elsewhere")
    assert cache.folder(dict(os.environ)) == platformdirs.user_cache_dir("anyarch")


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
    assert cache.folder(environment, platform) == folder


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = str(tmp_path / "a" / "b")
    cache.write(folder, "kind", "key", {"name": "value", "empty": "", "tab": "a\tb"})
    assert cache.read(folder, "kind", "key") == {"name": "value", "empty": "", "tab": "a\tb"}
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert os.listdir(f"{folder}/kind") == ["key"]


@given(key=st.text(min_size=1, max_size=30))
def test_keys_become_file_names_that_no_other_key_has(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    folder = str(tmp_path_factory.mktemp("cache"))
    cache.write(folder, "kind", key, {"key": key.encode("utf-8", "surrogatepass").hex()})
    cache.write(folder, "kind", key + "x", {"key": "another"})
    names = os.listdir(f"{folder}/kind") if os.path.exists(f"{folder}/kind") else []
    assert all(name == name.lower() or "%" in name for name in names)
    if key[0] != "." and len(key.encode("utf-8", "surrogatepass")) * 3 < 255:
        assert cache.read(folder, "kind", key) == {"key": key.encode("utf-8", "surrogatepass").hex()}


@pytest.mark.parametrize("content", [b"", b"name\tvalue\n", b"name\tvalue\nen", b"\xff\xfe\x00", b"x" * 100_000])
def test_a_record_that_is_cut_off_or_strange_is_none(tmp_path: Path, content: bytes) -> None:
    cache.write(str(tmp_path), "kind", "key", {"name": "value"})
    (tmp_path / "kind" / "key").write_bytes(content)
    assert cache.read(str(tmp_path), "kind", "key") == {}


def test_a_folder_in_place_of_a_record_and_a_pipe_in_place_of_one_are_none(tmp_path: Path) -> None:
    (tmp_path / "kind" / "folder").mkdir(parents=True)
    os.mkfifo(tmp_path / "kind" / "pipe")
    assert cache.read(str(tmp_path), "kind", "folder") == {}
    assert cache.read(str(tmp_path), "kind", "pipe") == {}


def test_another_users_record_and_folder_are_not_trusted(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    cache.write(str(tmp_path), "kind", "key", {"name": "value"})
    os.chown(tmp_path / "kind" / "key", 65534, 65534)
    assert cache.read(str(tmp_path), "kind", "key") == {}
    os.chown(tmp_path, 65534, 65534)
    cache.write(str(tmp_path), "kind", "new", {"name": "value"})
    assert not (tmp_path / "kind" / "new").exists()


@pytest.mark.parametrize("folder", ["", "/proc/nowhere", "/dev/null/x", "relative\0"])
def test_a_cache_that_cannot_be_is_an_empty_one(folder: str) -> None:
    if "\0" in folder:
        with pytest.raises(ValueError, match="null"):
            cache.read(folder, "kind", "key")
        return
    cache.write(folder, "kind", "key", {"name": "value"})
    assert cache.read(folder, "kind", "key") == {}


def test_a_relative_folder_in_a_working_folder_that_is_gone_is_an_empty_cache(tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from anyarch import cache\n"
        "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')\n"
        "cache.write('c', 'kind', 'key', {'name': 'value'}); print(cache.read('c', 'kind', 'key'))"
    )
    source = cache.__file__.removesuffix("anyarch/cache.py")
    words = [sys.executable, "-I", "-c", code, source]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout == "{}\n"


def test_a_value_that_would_break_the_lines_is_not_written(tmp_path: Path) -> None:
    cache.write(str(tmp_path), "kind", "key", {"name": "a\nend"})
    assert cache.read(str(tmp_path), "kind", "key") == {}


def test_readers_among_writers_see_whole_records_only(tmp_path: Path) -> None:
    source = cache.__file__.removesuffix("anyarch/cache.py")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from anyarch import cache\n"
        "for turn in range(300):\n"
        "    cache.write(sys.argv[2], 'kind', 'key', {'a': sys.argv[3] * 500, 'b': sys.argv[3] * 500})"
    )
    writers = [
        subprocess.Popen([sys.executable, "-I", "-S", "-c", code, source, str(tmp_path), letter]) for letter in "xyz"
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        fields = cache.read(str(tmp_path), "kind", "key")
        if fields:
            assert fields["a"] == fields["b"]
            seen.add(fields["a"][0])
    assert all(writer.returncode == 0 for writer in writers)
    assert seen
    assert os.listdir(tmp_path / "kind") == ["key"]
