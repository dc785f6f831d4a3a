"""A line for each run, and good only if tests have passed and none has failed."""

from pathlib import Path

import pytest

from tests.laboratory.report import Report, read


def written(folder: Path, counts: str) -> str:
    path = folder / "report.xml"
    path.write_text(f'<testsuites><testsuite {counts} time="61.7"/></testsuites>')
    return str(path)


def test_a_report_counts_what_has_passed(tmp_path: Path) -> None:
    report = read("Python 3.99", written(tmp_path, 'tests="10" failures="1" errors="2" skipped="3"'), 1)
    assert str(report) == "Python 3.99: 4 passed, 3 failed, 3 skipped, 62 seconds"
    assert not report.is_fine


@pytest.mark.parametrize(("status", "is_fine"), [(0, True), (1, False), (2, False)])
def test_a_report_is_as_good_as_pytest_says(tmp_path: Path, status: int, is_fine: bool) -> None:  # noqa: FBT001
    report = read("a", written(tmp_path, 'tests="10" failures="0" errors="0" skipped="0"'), status)
    assert report.is_fine == is_fine
    assert ("pytest ended with" in str(report)) == (status == 2)


def test_a_run_without_a_passed_test_is_not_good(tmp_path: Path) -> None:
    skipped = read("a", written(tmp_path, 'tests="3" failures="0" errors="0" skipped="3"'), 0)
    assert not skipped.is_fine
    assert not read("a", str(tmp_path / "nothing"), 0).is_fine
    assert read("a", str(tmp_path / "nothing"), 0) == Report("a", 0)
