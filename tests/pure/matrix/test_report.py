"""Reports on several files make one on the engine; a test that was skipped has not passed."""

from pathlib import Path

from tests.laboratory.engines import KINDS
from tests.laboratory.report import FAILED, PASSED, SKIPPED
from tests.matrix.report import Report, joined, read

KIND = KINDS["28.5-classic"]


def report(file: str, status: int, outcome: str) -> Report:
    return Report("", status, {}, {f"{file}::test": outcome}, kind=KIND, files=[file])


def test_one_failure_or_one_file_without_a_test_is_the_wholes() -> None:
    good, bad = report("a.py", 0, PASSED), report("b.py", 1, FAILED)
    whole = joined([good, bad])
    assert (whole.counts(), whole.counts("a.py"), whole.is_fine) == ((1, 1), (1, 0), False)
    assert not joined([good, Report("", 5, kind=KIND, files=["b.py"])]).is_fine


def test_a_skipped_test_has_not_passed_and_a_run_that_wrote_nothing_is_not_fine(tmp_path: Path) -> None:
    assert not joined([report("a.py", 0, PASSED), report("b.py", 0, SKIPPED)]).is_fine
    assert report("a.py", 0, SKIPPED).counts() == (0, 1)
    assert not read(KIND, "a.py", str(tmp_path / "report.xml"), 0).is_fine
