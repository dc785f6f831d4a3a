"""docs/reference/engines.md, made from a run: `python -m tests.engines --page`.

Only what stands between the two marks is replaced. A cell is what was seen; a case that has failed is said to have.
"""

import datetime as dt
import os
from collections.abc import Mapping, Sequence

from tests.engine import test_facts
from tests.engine.test_rows import CASES, OTHERWISE, Case
from tests.engines.report import Report

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "reference", "engines.md")
BEGIN = "<!-- made by tests/engines/page.py: begin -->\n"
END = "<!-- made by tests/engines/page.py: end -->\n"
PARTS = ("Engine", "API", "containerd", "runc", "client")
YES, NO = "yes", "**no**"


def write(reports: Sequence[Report], missing: Sequence[str]) -> None:
    """Bring the page up to date."""
    with open(PAGE, encoding="utf-8") as file:
        before, _, rest = file.read().partition(BEGIN)
    _, _, after = rest.partition(END)
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{generated(reports, missing)}\n{END}{after}")


def generated(reports: Sequence[Report], missing: Sequence[str]) -> str:
    """What stands between the marks."""
    own = {report.kind.name: report for report in reports if report.versions.get("client") == _version(report)}
    today = dt.datetime.now(dt.UTC).date().isoformat()
    untested = [f"Not tested that day: {', '.join(missing)}, whose packages could not be had."] if missing else []
    return "\n\n".join(
        [
            f"Seen on {today}, on {os.uname().machine}.",
            *untested,
            "## What was tested",
            _table(["engine", *PARTS, "tests passed", "failed"], [_versions(report) for report in reports]),
            "## The rows of the decision table",
            _table(["case", "with a handler", "without", *own], [_row(case, own) for case in CASES]),
            _footnotes(),
            "## What engines do by themselves",
            _table(["fact", *own], [[_sentence(fact), *_seen(fact, own)] for fact in _facts()]),
        ]
    )


def _version(report: Report) -> str:
    return report.versions.get("Engine", "")


def _versions(report: Report) -> list[str]:
    good = sum(report.passed.values())
    parts = [report.versions.get(part, "") for part in PARTS]
    return [report.kind.name, *parts, str(good), str(len(report.passed) - good)]


def _row(case: Case, own: Mapping[str, Report]) -> list[str]:
    cells = []
    for name, report in own.items():
        both = [report.passed.get(f"test_each_row[{state}-{case}]") for state in ("registered", "absent")]
        number = list(OTHERWISE).index((name, str(case))) + 1 if (name, str(case)) in OTHERWISE else 0
        cells.append(NO if not all(both) else f"[{number}]" if number else YES)
    return [f"`{case}`", case.emulated, case.bare, *cells]


def _footnotes() -> str:
    notes = [f"{with_handler}; {without}" for with_handler, without in OTHERWISE.values()]
    return "\n".join(f"- [{number}]: {note}" for number, note in enumerate(notes, 1))


def _facts() -> list[str]:
    return [name for name in vars(test_facts) if name.startswith("test_")]


def _sentence(fact: str) -> str:
    return fact.removeprefix("test_").replace("_", " ")


def _seen(fact: str, own: Mapping[str, Report]) -> list[str]:
    cells = []
    for report in own.values():
        results = [passed for name, passed in report.passed.items() if name.partition("[")[0] == fact]
        cells.append(YES if results and all(results) else NO)
    return cells


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, ["---"] * len(head), *rows])
