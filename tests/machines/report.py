"""What a machine's run has found: its tests, and the bench's budgets.

A test that was skipped counts neither as passed nor as failed: some have nothing to say on a CPU with a 32-bit mode.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.emulation import TITLE
from tests.laboratory import report
from tests.laboratory.report import Report
from tests.machines.machine import CPUS, Machine

REPORT, BENCH = "report.xml", "bench.txt"
RATIO = re.compile(r"  (\S.*?)  +([\d.]+ times)  +[\d.]+ times  ")
WORK = re.compile(rf"{TITLE}, (.*)")
COST = re.compile(r"  (handler|private) .* ([\d.]+)")


@dataclass(frozen=True, kw_only=True)
class Seen(Report):
    """The results of one machine; the seconds are those of the whole job, and those until the machine took it.

    Ratios say what costs how many times as much as what, by the names of budgets, and costs how many times as long
    emulated work takes as native work, by what it is and what emulates it.
    """

    cpu: str
    pages: str
    started: float
    ratios: Mapping[str, str]
    costs: Mapping[str, str]


def read(machine: Machine, pages: str, folder: str, status: int, seconds: float) -> Seen:
    """Read what pytest and the bench have written into a folder; nothing where they have written nothing."""
    name, lines = f"{machine.cpu}, {CPUS[machine.cpu]}, {pages} pages", _lines(os.path.join(folder, BENCH))
    return Seen(
        **vars(report.read(name, os.path.join(folder, REPORT), status)) | {"seconds": seconds},
        cpu=machine.cpu,
        pages=pages,
        started=machine.seconds,
        ratios=_ratios(lines),
        costs=_costs(lines),
    )


def _lines(written: str) -> list[str]:
    return Path(written).read_text().splitlines() if os.path.exists(written) else []


def _ratios(lines: Sequence[str]) -> dict[str, str]:
    """The budgets that are ratios: milliseconds tell nothing on an emulated machine."""
    return {found[1]: found[2] for found in map(RATIO.match, lines) if found}


def _costs(lines: Sequence[str]) -> dict[str, str]:
    """The last column of the tables about emulation."""
    work, costs = "", {}
    for line in lines:
        if found := WORK.fullmatch(line):
            work = found[1]
        elif found := COST.fullmatch(line):
            costs[f"{work}, {found[1]}"] = f"{found[2]} times"
    return costs
