"""What the verbs share: the platforms that were named, and consent."""

import sys
from collections.abc import Sequence

import click

from anyarch.cli import _output
from anyarch.oci import platforms
from anyarch.oci.architectures import EMULATED
from anyarch.oci.platforms import Platform
from anyarch.person.errors import UsageError

ALL = "all"


def named(words: Sequence[str]) -> tuple[Platform, ...]:
    """The platforms that were named; for `all`, those that anyarch has a test program for.

    Raises:
        click.UsageError: one is not a platform, or cannot be tested.
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
            raise click.UsageError(f"{platform} cannot be emulated; the architectures are {known}.")
    return found


def consent(lines: Sequence[str], question: str, *, is_given: bool) -> bool:
    """Show what is about to happen, and ask, unless consent was given with `--yes`.

    Raises:
        UsageError: there is no terminal to ask at.
    """
    for line in lines:
        _output.note(line)
    if is_given:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("This needs your consent, and there is no terminal to ask you. To agree in advance: --yes")
    return click.confirm(question, err=True)


def _complete(word: str) -> str:
    """A word such as arm/v7, with the operating system in front."""
    is_short = word.partition("/")[0] in EMULATED
    return f"{platforms.DEFAULT_OS}/{word}" if is_short else word
