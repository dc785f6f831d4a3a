"""Engines of tests may not take the memory of a machine that has too little of it."""

import tempfile
from pathlib import Path

import pytest

from tests.laboratory import memory


@pytest.fixture(autouse=True)
def _memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is as good as one in memory, with enough room."""
    monkeypatch.setattr(memory, "FOLDER", str(tmp_path))
    monkeypatch.setattr(memory, "ENOUGH", 1)


def test_it_is_in_memory_unless_somebody_has_chosen_another_folder() -> None:
    assert memory.folder({}) == memory.FOLDER
    assert memory.folder({"TMPDIR": "/chosen"}) == tempfile.gettempdir()


@pytest.mark.parametrize(("name", "value"), [("FOLDER", "/nowhere"), ("FOLDER", "/proc"), ("ENOUGH", 1 << 60)])
def test_where_there_is_no_room_it_is_the_usual_one(name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, name, value)
    assert memory.folder({}) == tempfile.gettempdir()
