"""Findings, the lines of a report: what was looked at, the verdict, what was found, and how to fix it.

The first is the same in all reports on an engine: which it is, and whether it answers.
"""

from collections.abc import Iterable
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.engine import Engine
from anyarch.person.errors import EngineError, ExitCode

GOOD = "good"
NOTE = "note"
BAD = "bad"
UNREACHABLE = "unreachable"


class Finding(NamedTuple):
    """One line.

    Attributes:
        subject: what was looked at.
        verdict: `GOOD`; `NOTE` for what is worth knowing and no fault; `BAD`; or `UNREACHABLE`, where an engine did not
            answer, so that it is not known.
        found: one sentence or less.
        remedy: the one command that fixes it; empty for none.
    """

    subject: str
    verdict: str
    found: str
    remedy: str = ""


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """What a command with these findings ends with: a certain fault counts more than what is not known."""
    verdicts = {finding.verdict for finding in findings}
    if BAD in verdicts:
        return ExitCode.FINDING
    return ExitCode.UNREACHABLE if UNREACHABLE in verdicts else ExitCode.FINE


def of_engine(engine: Engine) -> Finding:
    """Which engine it is, or why it does not answer."""
    try:
        host = engine.platform()
        version = documents.text(engine.document("/version"), "Version")
    except EngineError as error:
        return Finding("engine", UNREACHABLE, str(error), "docker version")
    return Finding("engine", GOOD, f"{version}, {host}")
