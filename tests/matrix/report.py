"""What a run of the engine tests has found; a test that was skipped has not passed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.laboratory import report
from tests.laboratory.engines import Kind
from tests.laboratory.report import PASSED


@dataclass(frozen=True, kw_only=True)
class Report(report.Report):
    kind: Kind
    files: Sequence[str]  # of the tests that were run

    @property
    def is_fine(self) -> bool:
        return self.status == 0 and {*self.outcomes.values()} == {PASSED}

    def counts(self, file: str = "") -> tuple[int, int]:
        """How many tests have passed, and how many have not: of one file, or of all."""
        passed = self.count(PASSED, file)
        return passed, sum(name.startswith(file) for name in self.outcomes) - passed


def read(kind: Kind, file: str, written: str, status: int) -> Report:
    """Read what pytest has written; empty where it has written nothing."""
    found = report.read(kind.name, written, status)
    name = f"{kind.name} with docker {found.versions.get('client', '')}"
    return Report(**vars(found) | {"name": name}, kind=kind, files=[file])


def joined(reports: Sequence[Report]) -> Report:
    """Make one report of those on several files, of the same engine with the same client."""
    return replace(
        next((each for each in reports if each.versions), reports[0]),
        files=[file for each in reports for file in each.files],
        outcomes={name: outcome for each in reports for name, outcome in each.outcomes.items()},
        status=max(each.status for each in reports),
        seconds=sum(each.seconds for each in reports),
    )
