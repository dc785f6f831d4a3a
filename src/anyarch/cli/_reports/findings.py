"""What is found on this machine, with `--json`: doctor, diagnose, verify."""

from typing import TypedDict

from anyarch.diagnosis.findings import Finding
from anyarch.diagnosis.wording import Conclusion
from anyarch.programs.children import Unread
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step


class Doctor(TypedDict):
    """`anyarch doctor`."""

    findings: list[Finding]


class Child(TypedDict):
    """A program that a script starts."""

    by: str
    is_sure: bool
    may_change: bool
    steps: list[Step]


class Lead(TypedDict):
    """What a log says of a program that did not start."""

    kind: str
    speaker: str | None
    line: str
    file: str | None
    steps: list[Step]


class Diagnosis(TypedDict):
    """`anyarch diagnose`."""

    kind: str
    name: str
    label: str | None
    host: str
    emulated: str | None
    private: bool
    steps: list[Step]
    ending: Ending | None
    conclusion: Conclusion | None
    children: list[Child]
    unread: list[Unread]
    leads: list[Lead]
    unexplained: str | None
    notes: list[str]
    offered: list[str] | None
    sound: str


class Verified(TypedDict):
    """`anyarch verify`."""

    container: str
    image: str
    host: str
    up: bool
    program: str
    platform: str
    emulated: bool
    private: bool
    findings: list[Finding]
