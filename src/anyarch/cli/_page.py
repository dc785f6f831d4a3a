"""How reports look: a mark and a subject in columns of their own, then the sentences.

At a terminal, lines are as wide as it is, up to `_WIDEST`, and the marks are colored, unless NO_COLOR is set
(no-color.org) or the terminal has no colors. Elsewhere each finding is one line, so that other programs can look for
words in it.
"""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

import click

from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE, Finding
from anyarch.person.text import printable

_MARKS = {GOOD: ("ok", "green"), NOTE: ("--", "yellow"), BAD: ("!!", "red"), UNREACHABLE: ("??", "red")}
_WIDEST = 120
_NARROWEST = 40
_INDENT = 20
_NO_LIMIT = sys.maxsize
_CONTINUED = " \\"
_CONTINUATION = "    "


def show(findings: Iterable[Finding]) -> None:
    """Print a line for each finding, and below it how to fix it."""
    for finding in findings:
        first, *rest = wrapped(printable(finding.found), width() - _INDENT)
        echo(f"{mark(finding.verdict)}  {printable(finding.subject):{_INDENT - 4}}{first}")
        for line in rest:
            echo(" " * _INDENT + line)
        if finding.remedy:
            echo(f"{'':{_INDENT}}fix: {printable(finding.remedy)}")


def mark(verdict: str) -> str:
    """The two signs for a verdict, colored."""
    sign, colour = _MARKS[verdict]
    return click.style(sign, fg=colour)


def echo(line: str) -> None:
    """Print a line, which has no control characters but for its colors."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    click.echo(line, color=False if plain else None)


def width() -> int:
    """How wide a line may be; without end where no terminal reads it."""
    if not sys.stdout.isatty():
        return _NO_LIMIT
    return min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns))


def wrapped(text: str, most: int) -> list[str]:
    """The text in lines of at most so many letters; a word that is longer has a line of its own."""
    return textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False) or [""]


def wrapped_command(words: Sequence[str], most: int) -> list[str]:
    r"""A command in lines that can be pasted: all but the last end with ``\``, those behind it are indented.

    Lines are broken in front of flags, so that a value stays with its flag.

    Args:
        words: the command's words, quoted for a shell.
        most: letters to a line; a flag with its value that is longer has a line of its own.
    """
    groups: list[str] = []
    for word in words:
        if groups and not word.startswith("-"):
            groups[-1] += f" {word}"
        else:
            groups.append(word)
    lines = groups[:1]
    for position, group in enumerate(groups[1:], 2):
        longer = f"{lines[-1]} {group}"
        if len(longer) + (0 if position == len(groups) else len(_CONTINUED)) > most:
            lines[-1] += _CONTINUED
            lines.append(_CONTINUATION + group)
        else:
            lines[-1] = longer
    return lines
