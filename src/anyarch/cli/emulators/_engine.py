"""What the verbs share: the engine that docker talks to from here, the platforms that were named, and consent."""

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from anyarch.bare import records
from anyarch.cli import _target
from anyarch.diagnosis import findings
from anyarch.emulators.handlers.installer import Place
from anyarch.oci import platforms
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode, FailureError
from anyarch.person.settings import Settings
from anyarch.person.text import printable

ALL = "all"


class Found(NamedTuple):
    """The engine, and the settings in force."""

    place: Place
    chosen: Settings


def find() -> Found:
    """The engine that docker talks to from here.

    Raises:
        FailureError: a setting is wrong, or the engine does not answer.
    """
    environment = dict(os.environ)
    chosen = _target.in_force(environment)
    finding, endpoint, host = findings.engine_finding(environment, chosen.lookup_timeout)
    if endpoint is None or host is None:
        raise FailureError(finding.found, ExitCode.UNREACHABLE)
    return Found(Place(endpoint, host, records.folder(environment), chosen.probe_timeout), chosen)


def named(words: Sequence[str]) -> tuple[Platform, ...]:
    """The platforms that were named; all that anyarch has a test program for, if that was the word.

    Raises:
        click.UsageError: one of them is no platform, or none that can be tested.
    """
    if list(words) == [ALL]:
        words = list(EMULATED)
    try:
        found = tuple(dict.fromkeys(platforms.parse(_complete(word)) for word in words))
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    for platform in found:
        if platform.os != platforms.DEFAULT_OS or platform.architecture not in EMULATED:
            known = ", ".join(EMULATED)
            raise click.UsageError(f"{platform} is none that can be emulated; the architectures are {known}.")
    return found


def _complete(word: str) -> str:
    """A word such as arm/v7 without its operating system, which docker would not take."""
    is_short = word.partition("/")[0] in EMULATED
    return f"{platforms.DEFAULT_OS}/{word}" if is_short else word


def consent(lines: Sequence[str], question: str, *, is_given: bool) -> bool:
    """Show what is about to happen, and ask, unless consent was given by `--yes`.

    Raises:
        FailureError: there is nobody to be asked.
    """
    for line in lines:
        click.echo(printable(line), err=True)
    if is_given:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise FailureError("This needs consent, and nobody is at a terminal to give it: add --yes.", ExitCode.USAGE)
    return click.confirm(question, err=True)
