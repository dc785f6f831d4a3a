"""What pytest has written is read test by test, and a run is good only if tests have passed and none has failed."""

from pathlib import Path

import pytest

from tests.laboratory.report import FAILED, PASSED, SKIPPED, Report, read

HEAD = '<testsuites><testsuite time="61.7"><properties><property name="Engine" value="28.5.2"/></properties>'
ENDS = (("fine[x.y]", ""), ("wrong", "<failure/>"), ("silent", "<skipped/>"), ("twice", ""), ("twice", "<error/>"))


def written(folder: Path, *ends: tuple[str, str]) -> str:
    path = folder / "report.xml"
    cases = "".join(f'<testcase classname="tests.real.test_a" name="{name}">{end}</testcase>' for name, end in ends)
    path.write_text(f"{HEAD}{cases}</testsuite></testsuites>")
    return str(path)


def test_each_test_has_its_name_and_its_outcome_also_one_whose_fixtures_fail_after_it_has_passed(
    tmp_path: Path,
) -> None:
    outcomes = {"fine[x.y]": PASSED, "wrong": FAILED, "silent": SKIPPED, "twice": FAILED}
    expected = {f"tests/real/test_a.py::{name}": outcome for name, outcome in outcomes.items()}
    report = read("Python 3.99", written(tmp_path, *ENDS), 1)
    assert report == Report("Python 3.99", 1, {"Engine": "28.5.2"}, expected, 61.7)
    assert str(report) == "Python 3.99: 1 passed, 2 failed, 1 skipped, 62 seconds"
    assert [report.count(FAILED, file) for file in ("", "tests/real/test_a.py", "tests/other.py")] == [2, 2, 0]
    assert not report.is_fine


@pytest.mark.parametrize(("status", "is_fine"), [(0, True), (1, False), (2, False)])
def test_a_report_is_as_good_as_pytest_says(tmp_path: Path, status: int, is_fine: bool) -> None:  # noqa: FBT001
    report = read("a", written(tmp_path, ENDS[0], ENDS[2]), status)
    assert report.is_fine == is_fine
    assert ("pytest ended with" in str(report)) == (status == 2)


def test_a_run_without_a_passed_test_is_not_good(tmp_path: Path) -> None:
    assert not read("a", written(tmp_path, ENDS[2]), 0).is_fine
    assert read("a", str(tmp_path / "nothing"), 0) == Report("a", 0)
    assert not Report("a", 0).is_fine
