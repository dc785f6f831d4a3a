"""What pytest has written is read test by test, and a run is good only if tests have passed and none has failed."""

from pathlib import Path

import pytest

from tests.laboratory.report import FAILED, PASSED, SKIPPED, Report, read

HEAD = '<testsuites><testsuite time="61.7"><properties><property name="Engine" value="28.5.2"/></properties>'
FINE, SILENT = ("fine[x.y]", ""), ("silent", "<skipped/>")


def written(folder: Path, *ends: tuple[str, str]) -> str:
    path = folder / "report.xml"
    cases = "".join(f'<testcase classname="tests.real.test_a" name="{name}">{end}</testcase>' for name, end in ends)
    path.write_text(f"{HEAD}{cases}</testsuite></testsuites>")
    return str(path)


def test_each_test_has_its_outcome_also_one_whose_fixtures_fail_after_it_has_passed(tmp_path: Path) -> None:
    file = written(tmp_path, FINE, SILENT, ("wrong", "<failure/>"), ("twice", ""), ("twice", "<error/>"))
    outcomes = {"fine[x.y]": PASSED, "wrong": FAILED, "silent": SKIPPED, "twice": FAILED}
    expected = {f"tests/real/test_a.py::{name}": outcome for name, outcome in outcomes.items()}
    report = read("Python 3.99", file, 1)
    assert report == Report("Python 3.99", 1, {"Engine": "28.5.2"}, expected, 61.7)
    assert str(report) == "Python 3.99: 1 passed, 2 failed, 1 skipped, 62 seconds"


@pytest.mark.parametrize(
    ("ends", "status", "is_fine"),
    [([FINE, SILENT], 0, True), ([FINE], 1, False), ([FINE], 2, False), ([SILENT], 0, False)],
)
def test_a_run_is_good_if_pytest_says_so_and_a_test_has_passed(
    tmp_path: Path, ends: list[tuple[str, str]], status: int, *, is_fine: bool
) -> None:
    assert read("a", written(tmp_path, *ends), status).is_fine == is_fine
    assert not read("a", str(tmp_path / "nothing"), 0).is_fine
