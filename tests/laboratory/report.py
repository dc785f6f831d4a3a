"""What a pytest has found, counted: read from its own report in JUnit's format."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """The results of one run.

    Attributes:
        name: what was tested.
        status: of pytest.
        passed: how many tests have passed.
        failed: how many have failed, or were broken.
        skipped: how many were skipped.
        seconds: how long it took.
    """

    name: str
    status: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0

    @property
    def is_fine(self) -> bool:
        """Whether there were tests, and none has failed."""
        return self.status == 0 and self.passed > 0

    def __str__(self) -> str:
        outcome = f"{self.passed} passed, {self.failed} failed"
        if self.skipped:
            outcome += f", {self.skipped} skipped"
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
    every, failures, errors, skipped = (int(suite.get(kind, 0)) for kind in "tests failures errors skipped".split())
    failed = failures + errors
    return Report(name, status, every - failed - skipped, failed, skipped, float(suite.get("time", 0)))
