"""Engines of tests may not take the memory of a machine that has too little of it."""

import tempfile
from pathlib import Path

import pytest

from tests.laboratory import memory


def test_where_there_is_no_room_in_memory_it_is_the_usual_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "FOLDER", str(tmp_path))
    monkeypatch.setattr(memory, "ENOUGH", 1)
    assert memory.folder({}) == str(tmp_path)
    for folder, enough in ((str(tmp_path), 1 << 60), ("/proc", 1), ("/nowhere", 1)):
        monkeypatch.setattr(memory, "FOLDER", folder)
        monkeypatch.setattr(memory, "ENOUGH", enough)
        assert memory.folder({}) == tempfile.gettempdir()
