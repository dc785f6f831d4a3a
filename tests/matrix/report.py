"""What a run of the engine tests has found; a test that was skipped has not passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.laboratory import report
from tests.laboratory.engines import Kind


@dataclass(frozen=True)
class Report:
    """The results of one kind of engine with one client.

    Attributes:
        kind: the engine.
        files: what was run: the tests in these files.
        versions: of the engine's parts, its API and the client, by name.
        passed: whether each test passed, by the name that pytest has for it.
        status: of pytest.
        seconds: how long it took.
    """

    kind: Kind
    files: Sequence[str]
    versions: Mapping[str, str]
    passed: Mapping[str, bool]
    status: int
    seconds: float

    @property
    def is_fine(self) -> bool:
        """Whether there were tests, and all have passed."""
        return self.status == 0 and bool(self.passed) and all(self.passed.values())

    def counts(self, file: str = "") -> tuple[int, int]:
        """How many tests have passed, and how many have not: of one file, or of all."""
        outcomes = [passed for name, passed in self.passed.items() if name.partition("::")[0] == file or not file]
        return sum(outcomes), len(outcomes) - sum(outcomes)

    def __str__(self) -> str:
        outcome = "{} passed, {} failed".format(*self.counts())
        if self.status not in {0, 1}:  # by pytest: interrupted, broken, misused, or without a test
            outcome += f", and pytest ended with {self.status}"
        return f"{self.kind.name} with docker {self.versions.get('client', '')}: {outcome}, {self.seconds:.0f} seconds"


def read(kind: Kind, files: Sequence[str], written: str, status: int) -> Report:
    """Read what pytest has written; empty where it has written nothing."""
    found = report.read(kind.name, written, status)
    passed = {name: outcome == report.PASSED for name, outcome in found.outcomes.items()}
    return Report(kind, files, found.versions, passed, status, found.seconds)


def joined(reports: Sequence[Report]) -> Report:
    """Make one report of those on several files, of the same engine with the same client."""
    return Report(
        reports[0].kind,
        [file for report in reports for file in report.files],
        next((report.versions for report in reports if report.versions), {}),
        {name: passed for report in reports for name, passed in report.passed.items()},
        max(report.status for report in reports),
        sum(report.seconds for report in reports),
    )
