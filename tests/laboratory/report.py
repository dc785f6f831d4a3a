"""What a pytest has found: read from its own report in JUnit's format."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


@dataclass(frozen=True)
class Report:
    """The results of one run: each test's outcome by pytest's name for it, and versions of the engine's parts."""

    name: str
    status: int
    versions: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0

    @property
    def is_fine(self) -> bool:
        return self.status == 0 and PASSED in self.outcomes.values()

    def count(self, outcome: str, file: str = "") -> int:
        ends = [found for name, found in self.outcomes.items() if name.partition("::")[0] == file or not file]
        return ends.count(outcome)

    def __str__(self) -> str:
        counts = {outcome: self.count(outcome) for outcome in (PASSED, FAILED, SKIPPED)}
        outcome = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count or outcome != SKIPPED)
        if self.status not in {0, 1}:  # by pytest: interrupted, broken, misused, or without a test
            outcome += f", and pytest ended with {self.status}"
        return f"{self.name}: {outcome}, {self.seconds:.0f} seconds"


def read(name: str, written: str, status: int) -> Report:
    """Read what pytest has written; without results where it has written nothing."""
    try:
        suite = ET.parse(written).getroot().find("testsuite")  # noqa: S314 - written by our own pytest just now
    except (OSError, ET.ParseError):
        suite = None
    if suite is None:
        return Report(name, status)
    versions = {each.get("name", ""): each.get("value", "") for each in suite.iterfind("properties/property")}
    outcomes: dict[str, str] = {}
    for case in suite.iterfind("testcase"):
        test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '')}"
        ends = {end.tag for end in case}
        outcome = FAILED if ends & {"failure", "error"} else SKIPPED if "skipped" in ends else PASSED
        # A test that fails and whose fixtures then fail too is there twice.
        outcomes[test] = FAILED if FAILED in (outcome, outcomes.get(test)) else outcome
    return Report(name, status, versions, outcomes, float(suite.get("time", "0")))
