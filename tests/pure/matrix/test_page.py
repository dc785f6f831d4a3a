"""The page of engines says of each case what was seen, with every client, and nothing that was not."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.laboratory.engines import KINDS
from tests.matrix import page
from tests.matrix.report import Report
from tests.matrix.rooms import FACTS, ROOMS, ROWS, files
from tests.real.decision.test_rows import CASES, OTHERWISE

OWN, FOREIGN = KINDS["26.1-containerd"], KINDS["28.5-classic"]
CASE = CASES[0]
[FACT, *_] = page.facts()


def everything(passed: bool = True) -> dict[str, bool]:  # noqa: FBT001, FBT002
    """The outcomes of a run in which all tests of rows and facts ended alike."""
    rows = [f"{ROWS}::test_each_row[{state}-{case}]" for case in CASES for state in ("registered", "absent")]
    return dict.fromkeys([*rows, *(f"{FACTS}::{fact}" for fact in page.facts())], passed)


def report(name: str, outcomes: Mapping[str, bool], *ran: str) -> Report:
    return Report(KINDS[name], ran or (ROWS, FACTS), {"Engine": "1", "client": "2"}, outcomes, 0, 1)


def cells(text: str, label: str) -> list[str]:
    """The cells of the last line that begins with a label."""
    [*_, line] = [line for line in text.splitlines() if line.startswith(f"{label}  ")]
    return [cell.strip() for cell in line.removeprefix(label).split("  ") if cell.strip()]


def test_what_has_passed_with_every_client_is_a_yes() -> None:
    text = page.generated([report(OWN.name, everything()), report(OWN.name, everything(), ROWS)], [])
    assert cells(text, str(CASE)) == [CASE.emulated, CASE.bare, page.YES]
    assert cells(text, page.sentence(FACT)) == [page.YES]


@pytest.mark.parametrize("state", ["registered", "absent"])
@pytest.mark.parametrize("failing", [0, 1])
def test_what_has_failed_with_one_client_is_a_no(state: str, failing: int) -> None:
    failed = everything() | {f"{ROWS}::test_each_row[{state}-{CASE}]": False}
    outcomes = [everything(), everything()]
    outcomes[failing] = failed
    text = page.generated([report(OWN.name, each) for each in outcomes], [])
    assert cells(text, str(CASE))[-1] == page.NO
    assert cells(text, str(CASES[1]))[-1] == page.YES


def test_what_was_not_reached_is_a_no() -> None:
    text = page.generated([report(OWN.name, everything()), report(OWN.name, {}), report(FOREIGN.name, {})], [])
    assert cells(text, str(CASE))[-2:] == [page.NO, page.NO]
    assert cells(text, page.sentence(FACT)) == [page.NO, page.NO]
    assert cells(text, ROOMS[0].about)[-1] == page.NO


def test_a_fact_with_parameters_needs_all_of_them() -> None:
    outcomes = everything()
    del outcomes[f"{FACTS}::{FACT}"]
    outcomes |= {f"{FACTS}::{FACT}[a]": True, f"{FACTS}::{FACT}[b]": False}
    assert cells(page.generated([report(OWN.name, outcomes)], []), page.sentence(FACT)) == [page.NO]


def test_a_case_that_ends_otherwise_is_explained_below_the_table() -> None:
    text = page.generated([report(name, everything()) for name in KINDS], [])
    for (name, case), ends in OTHERWISE.items():
        number = f"[{page.NOTES.index(ends) + 1}]"
        assert cells(text, case)[2 + list(KINDS).index(name)] == number
        note = " ".join(text.partition(f"- {number}: ")[2].partition("\n- [")[0].split())
        assert note.startswith(f"with a handler: {ends.emulated}; without: {ends.bare}. {ends.because}")


def test_every_exception_is_about_a_case_that_there_is() -> None:
    assert {case for _, case in OTHERWISE} <= {str(case) for case in CASES}


def test_each_file_of_tests_is_counted_with_the_kinds_that_it_was_run_with() -> None:
    newest = report(OWN.name, {f"{ROWS}::a": True, f"{ROWS}::b": False}, ROWS)
    own = report(OWN.name, {f"{ROWS}::a": True, f"{FACTS}::a": True}, ROWS, FACTS)
    other = report(FOREIGN.name, {f"{FACTS}::a": True}, FACTS)
    text = page.generated([own, newest, other], [])
    by_file = {room.file: cells(text, room.about) for room in ROOMS}
    assert by_file[ROWS][1:] == ["2 passed, 1 failed", page.NOT_RUN]
    assert by_file[FACTS][1:] == ["1 passed", "1 passed"]


def test_every_file_of_the_table_of_rooms_is_there_and_every_kind() -> None:
    assert all(Path(room.file).is_file() and set(room.kinds) <= set(KINDS) for room in ROOMS)
    assert all(files(kind)[:2] == [ROWS, FACTS] for kind in KINDS.values())
