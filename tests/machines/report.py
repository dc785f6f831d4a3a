"""What a machine's run has found, read from pytest's own report in JUnit's format and from the bench's budgets.

A test that was skipped counts neither as passed nor as failed: some have nothing to say on a CPU with a 32-bit mode.
"""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.emulation import TITLE
from tests.machines.machine import CPUS, Machine

REPORT, BENCH = "report.xml", "bench.txt"
RATIO = re.compile(r"  (\S.*?)  +([\d.]+ times)  +[\d.]+ times  ")
WORK = re.compile(rf"{TITLE}, (.*)")
COST = re.compile(r"  (handler|private) .* ([\d.]+)")
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Seen:
    """The results of one machine.

    Attributes:
        cpu: QEMU's name of it.
        pages: the size of the kernel's pages, `4k` or `16k`.
        started: seconds until the machine took its job.
        versions: of the engine's parts and others, by name.
        outcomes: of each test, by the name that pytest has for it.
        ratios: what costs how many times as much as what, by the name of its budget.
        costs: how many times as long emulated work takes as native work, by what it is and what emulates it.
        status: of pytest.
        seconds: how long the job took.
    """

    cpu: str
    pages: str
    started: float
    versions: Mapping[str, str]
    outcomes: Mapping[str, str]
    ratios: Mapping[str, str]
    costs: Mapping[str, str]
    status: int
    seconds: float

    @property
    def is_fine(self) -> bool:
        """Whether tests have passed, and none has failed."""
        return self.status == 0 and PASSED in self.outcomes.values()

    def count(self, outcome: str, file: str = "") -> int:
        """How many tests ended so: of one file, or of all."""
        return sum(
            found == outcome for name, found in self.outcomes.items() if name.partition("::")[0] == file or not file
        )

    def __str__(self) -> str:
        counts = ", ".join(f"{self.count(outcome)} {outcome}" for outcome in (PASSED, FAILED, SKIPPED))
        return f"{self.cpu}, {CPUS[self.cpu]}, {self.pages} pages: {counts}, {self.seconds:.0f} seconds"


def read(machine: Machine, pages: str, folder: str, status: int, seconds: float) -> Seen:
    """Read what pytest and the bench have written into a folder; nothing where they have written nothing."""
    try:
        suite = ET.parse(os.path.join(folder, REPORT)).getroot().find("testsuite")  # noqa: S314 - written by our own pytest just now
    except (OSError, ET.ParseError):
        suite = None
    versions: dict[str, str] = {}
    outcomes: dict[str, str] = {}
    if suite is not None:
        versions = {each.get("name", ""): each.get("value", "") for each in suite.iterfind("properties/property")}
        for case in suite.iterfind("testcase"):
            name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '')}"
            is_bad = case.find("failure") is not None or case.find("error") is not None
            outcome = FAILED if is_bad else SKIPPED if case.find("skipped") is not None else PASSED
            # A test that fails and whose fixtures then fail too is there twice.
            outcomes[name] = FAILED if FAILED in (outcome, outcomes.get(name)) else outcome
    lines = _lines(os.path.join(folder, BENCH))
    return Seen(machine.cpu, pages, machine.seconds, versions, outcomes, _ratios(lines), _costs(lines), status, seconds)


def _lines(written: str) -> list[str]:
    try:
        with open(written, encoding="utf-8") as file:
            return file.read().splitlines()
    except OSError:
        return []


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
