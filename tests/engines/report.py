"""What a run of the engine tests has found, read from pytest's own report in JUnit's format."""

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from laboratory.engines import Kind


@dataclass(frozen=True)
class Report:
    """The results of one kind of engine with one client.

    Attributes:
        kind: the engine.
        versions: of the engine's parts, its API and the client, by name.
        passed: whether each test passed, by its name with its parameters.
        status: of pytest.
        seconds: how long it took.
    """

    kind: Kind
    versions: Mapping[str, str]
    passed: Mapping[str, bool]
    status: int
    seconds: float

    @property
    def is_fine(self) -> bool:
        """Whether there were tests, and all have passed."""
        return self.status == 0 and bool(self.passed) and all(self.passed.values())

    def __str__(self) -> str:
        good = sum(self.passed.values())
        outcome = f"{good} passed, {len(self.passed) - good} failed"
        if self.status not in {0, 1}:  # by pytest: interrupted, broken, misused, or without a test
            outcome += f", and pytest ended with {self.status}"
        return f"{self.kind.name} with docker {self.versions.get('client', '')}: {outcome}, {self.seconds:.0f} seconds"


def read(kind: Kind, file: str, status: int) -> Report:
    """Read what pytest has written; empty where it has written nothing."""
    try:
        suite = ET.parse(file).getroot().find("testsuite")  # noqa: S314 - written by our own pytest just now
    except (OSError, ET.ParseError):
        suite = None
    if suite is None:
        return Report(kind, {}, {}, status, 0)
    versions = {each.get("name", ""): each.get("value", "") for each in suite.iterfind("properties/property")}
    passed = {
        case.get("name", ""): not any(case.find(end) is not None for end in ("failure", "error", "skipped"))
        for case in suite.iterfind("testcase")
    }
    return Report(kind, versions, passed, status, float(suite.get("time", "0")))
