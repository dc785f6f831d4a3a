from pathlib import Path

from tests.laboratory.parts import divided


def test_of_tests_that_are_divided_among_several_pytests_none_is_lost(tmp_path: Path) -> None:
    files = [tmp_path / f"test_{size}.py" for size in range(10, 60, 10)]
    for file in files:
        file.write_text("#")
    assert sorted(file for part in divided(files, 2) for file in part) == files
    assert [len(part) for part in divided(files, 9)] == [1] * 5
