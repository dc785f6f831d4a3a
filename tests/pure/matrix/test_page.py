"""The page of engines says of each case what was seen, with every client, and nothing that was not."""

from collections.abc import Mapping
from pathlib import Path

from tests.laboratory.engines import KINDS
from tests.laboratory.report import FAILED, PASSED
from tests.matrix import page
from tests.matrix.report import Report
from tests.matrix.rooms import FACTS, ROOMS, ROWS, files
from tests.real.decision.test_rows import CASES, OTHERWISE

CASE = CASES[0]
[FACT, *_] = page.facts()
EVERYTHING = dict.fromkeys(
    [
        *(f"{ROWS}::test_each_row[{state}-{case}]" for case in CASES for state in ("registered", "absent")),
        *(f"{FACTS}::{fact}" for fact in page.facts()),
    ],
    PASSED,
)


def cells(label: str, *runs: Mapping[str, str]) -> list[str]:
    """The cells of the page's last line that begins with a label, after as many runs with the same engine."""
    kind = KINDS["26.1-containerd"]
    reports = [Report("", 0, {}, outcomes, kind=kind, files=(ROWS, FACTS)) for outcomes in runs]
    [*_, line] = [line for line in page.generated(reports, []).splitlines() if line.startswith(f"{label}  ")]
    return [cell.strip() for cell in line.removeprefix(label).split("  ") if cell.strip()]


def test_what_has_passed_with_every_client_is_a_yes() -> None:
    assert cells(str(CASE), EVERYTHING, EVERYTHING) == [CASE.emulated, CASE.bare, page.YES]
    assert cells(page.sentence(FACT), EVERYTHING, EVERYTHING) == [page.YES]


def test_what_has_failed_or_was_not_reached_with_one_client_is_a_no() -> None:
    fact = {f"{FACTS}::{FACT}[a]": PASSED, f"{FACTS}::{FACT}[b]": FAILED}
    registered, absent = ({f"{ROWS}::test_each_row[{state}-{CASE}]": FAILED} for state in ("registered", "absent"))
    for other in (EVERYTHING | registered | fact, EVERYTHING | absent | fact, {}):
        for runs in ((EVERYTHING, other), (other, EVERYTHING)):
            assert cells(str(CASE), *runs)[-1] == page.NO
            assert cells(page.sentence(FACT), *runs) == [page.NO]


def test_every_file_and_kind_of_the_table_of_rooms_is_there_and_exceptions_are_about_cases_that_there_are() -> None:
    assert all(Path(room.file).is_file() and set(room.kinds) <= set(KINDS) for room in ROOMS)
    assert all(files(kind)[:2] == [ROWS, FACTS] for kind in KINDS.values())
    assert {case for _, case in OTHERWISE} <= {str(case) for case in CASES}
