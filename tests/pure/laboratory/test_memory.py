"""Where engines of tests keep what they have."""

import tempfile
from pathlib import Path

import pytest

from tests.laboratory import memory


@pytest.fixture(autouse=True)
def _memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is as good as one in memory, with enough room."""
    monkeypatch.setattr(memory, "FOLDER", str(tmp_path))
    monkeypatch.setattr(memory, "ENOUGH", 1)


def test_it_is_in_memory() -> None:
    assert memory.folder({}) == memory.FOLDER


@pytest.mark.parametrize("folder", ["/nowhere", "/proc"])
def test_where_there_is_no_such_folder_or_no_room_it_is_the_usual_one(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FOLDER", folder)
    assert memory.folder({}) == tempfile.gettempdir()


def test_where_memory_is_scarce_it_is_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ENOUGH", 1 << 60)
    assert memory.folder({}) == tempfile.gettempdir()


def test_whoever_sets_tmpdir_has_chosen() -> None:
    assert memory.folder({"TMPDIR": "/chosen"}) == tempfile.gettempdir()
