"""Reports on several files make one on the engine; a test that was skipped has not passed."""

from pathlib import Path

from tests.laboratory.engines import KINDS
from tests.matrix.report import Report, joined, read

KIND = KINDS["28.5-classic"]


def report(file: str, versions: dict[str, str], *, passed: bool, status: int) -> Report:
    return Report(KIND, [file], versions, {f"{file}::test": passed}, status, 2)


def test_files_are_counted_together_and_one_failure_is_the_wholes() -> None:
    whole = joined([report("a.py", {}, passed=True, status=0), report("b.py", {"client": "1"}, passed=False, status=1)])
    assert (whole.files, whole.versions, whole.seconds) == (["a.py", "b.py"], {"client": "1"}, 4)
    assert (whole.counts(), whole.counts("a.py"), whole.is_fine) == ((1, 1), (1, 0), False)


def test_a_file_without_a_test_is_not_fine() -> None:
    empty = Report(KIND, ["b.py"], {}, {}, 5, 0)
    assert not joined([report("a.py", {}, passed=True, status=0), empty]).is_fine


def test_a_skipped_test_has_not_passed_and_a_run_that_wrote_nothing_is_not_fine(tmp_path: Path) -> None:
    written = tmp_path / "report.xml"
    assert not read(KIND, ["a.py"], str(written), 0).is_fine
    cases = '<testcase classname="a" name="b"/><testcase classname="a" name="c"><skipped/></testcase>'
    written.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    found = read(KIND, ["a.py"], str(written), 0)
    assert (found.passed, found.is_fine) == ({"a.py::b": True, "a.py::c": False}, False)
