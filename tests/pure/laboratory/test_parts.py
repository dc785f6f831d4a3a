"""Tests that are divided among several pytests: none is lost, and none is run twice."""

from pathlib import Path

from tests.laboratory.parts import divided


def test_each_file_is_in_one_part_and_the_parts_are_about_as_large(tmp_path: Path) -> None:
    files = [tmp_path / f"test_{size}.py" for size in (10, 20, 30, 40, 50, 60)]
    for file, size in zip(files, (10, 20, 30, 40, 50, 60), strict=True):
        file.write_text("#" * size)
    parts = divided(files, 2)
    assert sorted([*parts[0], *parts[1]]) == files
    assert [sum(file.stat().st_size for file in part) for part in parts] == [110, 100]


def test_there_is_no_part_without_a_file(tmp_path: Path) -> None:
    file = tmp_path / "test_a.py"
    file.touch()
    assert divided([file], 4) == [[file]]
