"""docs/reference/engines.md, made from a run: `python -m tests.matrix --page`.

A cell is what was seen, with every client that it was tried with; a case that has failed, or was not reached, is said
to have.
"""

import datetime as dt
import os
import textwrap
from collections.abc import Mapping, Sequence

from tests.laboratory.made_pages import table
from tests.laboratory.report import PASSED
from tests.matrix.report import Report
from tests.matrix.rooms import BOTH_CLIENTS, FACTS, ROOMS, ROWS, Room
from tests.real.decision.test_rows import CASES, OTHERWISE, Case, Otherwise
from tests.real.preflight import test_facts

MAKER = "tests/matrix/page.py"
PARTS = ("Engine", "API", "containerd", "runc", "client")
YES, NO, NOT_RUN = "yes", "NO", "-"
NOTES = list(dict.fromkeys(OTHERWISE.values()))
WIDTH = 118

COUNTED = f"""\
Each file is run with the docker client of the engine's own version. With {", ".join(BOTH_CLIENTS)}, the rows of the
decision table are run with the newest client too, and count twice. With Docker 20.10 and a newer client, `make test`
runs all of them. `{NOT_RUN}`: not run with that kind of engine, see `tests/matrix/rooms.py`.
"""
ROWS_READ = f"""\
What is local before the command is in parentheses after it; the images are those of `tests/laboratory/collection.py`.
`{YES}`: with a handler for foreign programs in the kernel, and without, it ended as the line says, left the right
image, and anyarch printed something only if something is missing, **with each client** that was tried. `[1]`: it ended
as described below, with each client. `{NO}`: with one of them it did not.
"""
FACTS_READ = f"""\
Without anyarch, and with the client of the engine's own version. `{YES}`: the test has shown that the sentence is true
for this engine. If the sentence names only other engines, this one was seen to behave differently. `{NO}`: the test
failed.
"""

Runs = Mapping[str, Sequence[Report]]


def generated(reports: Sequence[Report], missing: Sequence[str]) -> str:
    names = dict.fromkeys(report.kind.name for report in reports)
    runs = {name: [report for report in reports if report.kind.name == name] for name in names}
    versions = [
        [report.kind.name, *(report.versions.get(part, "") for part in PARTS), *map(str, report.counts())]
        for report in reports
    ]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    untested = [f"Not tested that day: {', '.join(missing)}, whose packages could not be had."] if missing else []
    return "\n\n".join(
        [
            f"Seen on {today}, on {os.uname().machine}.",
            *untested,
            "## What was tested",
            table([["engine", *PARTS, "tests passed", "failed"], *versions]),
            "### By what the tests are about",
            COUNTED.strip(),
            table([["tests", "file", *runs], *(_counts(room, runs) for room in ROOMS)]),
            "## The rows of the decision table",
            ROWS_READ.strip(),
            table([["case", "with a handler", "without", *runs], *(_row(case, runs) for case in CASES)]),
            "\n".join(_note(number, note) for number, note in enumerate(NOTES, 1)),
            "## What engines do by themselves",
            FACTS_READ.strip(),
            table([["fact", *runs], *([sentence(fact), *_seen(fact, runs)] for fact in facts())]),
        ]
    )


def _counts(room: Room, runs: Runs) -> list[str]:
    cells = []
    for reports in runs.values():
        counts = [report.counts(room.file) for report in reports if room.file in report.files]
        good, bad = sum(passed for passed, _ in counts), sum(failed for _, failed in counts)
        failed = f", {bad} failed" if bad else ""
        cells.append(f"{good} passed{failed}" if good or bad else NO if counts else NOT_RUN)
    return [room.about, room.file, *cells]


def _row(case: Case, runs: Runs) -> list[str]:
    both = [f"{ROWS}::test_each_row[{state}-{case}]" for state in ("registered", "absent")]
    cells = []
    for name, reports in runs.items():
        ends = OTHERWISE.get((name, str(case)))
        tried = [report for report in reports if ROWS in report.files]
        is_seen = all(report.outcomes.get(test) == PASSED for report in tried for test in both)
        cells.append(NO if not is_seen else f"[{NOTES.index(ends) + 1}]" if ends else YES)
    return [str(case), case.emulated, case.bare, *cells]


def _note(number: int, note: Otherwise) -> str:
    text = f"- [{number}]: with a handler: {note.emulated}; without: {note.bare}. {note.because}"
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")


def facts() -> list[str]:
    return [name for name in vars(test_facts) if name.startswith("test_")]


def sentence(fact: str) -> str:
    """A fact, as its test has it for reading."""
    return str(vars(test_facts)[fact].__doc__).removesuffix(".")


def _seen(fact: str, runs: Runs) -> list[str]:
    cells = []
    for reports in runs.values():
        found = [
            {outcome for name, outcome in report.outcomes.items() if name.partition("[")[0] == f"{FACTS}::{fact}"}
            for report in reports
            if FACTS in report.files
        ]
        cells.append(YES if found and all(outcomes == {PASSED} for outcomes in found) else NO)
    return cells
