"""Findings, the lines of a report: what was looked at, the verdict, what was found, and what mends it.

The first of them is the same for all who report on an engine: which it is, and whether it answers.
"""

import time
from collections.abc import Iterable
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint, UnknownEngineError, resolve
from anyarch.engine import questions
from anyarch.engine.connection import UnreachableError, connect
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode

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


def engine_finding(environment: dict[str, str], timeout: float) -> tuple[Finding, Endpoint | None, Platform | None]:
    """The engine that docker talks to from here, with its own platform where it answers within so many seconds."""
    try:
        endpoint = resolve({}, environment)
    except UnknownEngineError as error:
        return Finding("engine", BAD, str(error), "docker context ls"), None, None
    connection = connect(endpoint, time.monotonic() + timeout)
    try:
        host = questions.engine_platform(connection)
        version = documents.text(questions.document_of(connection.get("/version")), "Version")
    except (UnreachableError, questions.RefusedError) as error:
        return Finding("engine", UNREACHABLE, str(error), "docker version"), endpoint, None
    return Finding("engine", GOOD, f"{version}, {host}"), endpoint, host
