"""Findings, the lines of a report: what was examined, the verdict, what was found, and how to fix it."""

from collections.abc import Iterable
from typing import NamedTuple

from anyarch.person.errors import ExitCode

GOOD = "good"
NOTE = "note"
BAD = "bad"
UNREACHABLE = "unreachable"


class Finding(NamedTuple):
    """One line.

    Attributes:
        subject: what was examined.
        verdict: `GOOD`; `NOTE` for what is good to know, but not a problem; `BAD`; or `UNREACHABLE`, if it is unknown
            because the engine did not answer.
        found: one sentence or less.
        remedy: the one command that fixes it; empty if there is none.
    """

    subject: str
    verdict: str
    found: str
    remedy: str = ""


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """What a command with these findings exits with: a problem counts more than an unknown."""
    verdicts = {finding.verdict for finding in findings}
    if BAD in verdicts:
        return ExitCode.FINDING
    return ExitCode.UNREACHABLE if UNREACHABLE in verdicts else ExitCode.FINE
