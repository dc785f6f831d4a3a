"""One line of a report: what was looked at, the verdict, what was found, and what mends it."""

from collections.abc import Iterable
from typing import NamedTuple

from anyarch.errors import ExitCode

GOOD = "good"
NOTE = "note"
BAD = "bad"
UNREACHABLE = "unreachable"


class Finding(NamedTuple):
    """One line.

    Attributes:
        subject: what was looked at.
        verdict: `GOOD`; `NOTE` for what is worth knowing and no fault; `BAD`; or `UNREACHABLE`, where an engine did not
            answer, so that nobody knows.
        found: one sentence or less.
        remedy: the one command that mends it; empty for none.
    """

    subject: str
    verdict: str
    found: str
    remedy: str = ""


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """What a command with these findings ends with: a fault that is certain counts more than what nobody knows."""
    verdicts = {finding.verdict for finding in findings}
    if BAD in verdicts:
        return ExitCode.FINDING
    return ExitCode.UNREACHABLE if UNREACHABLE in verdicts else ExitCode.FINE
