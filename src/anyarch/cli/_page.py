"""How reports look: a mark and a subject in columns of their own, then the sentences.

At a terminal, lines are as wide as it is, up to `_WIDEST`. Elsewhere each sentence is one line, so that other programs
can look for words in it.
"""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

import click

from anyarch.cli import _output
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE, Finding
from anyarch.person.text import printable

_MARKS = {GOOD: ("ok", "green"), NOTE: ("--", "yellow"), BAD: ("!!", "red"), UNREACHABLE: ("??", "red")}
_WIDEST = 120
_NARROW = 64  # the sentences then begin below the subject
_NARROWEST = 20
_SUBJECT = 16
_NO_LIMIT = sys.maxsize
_CONTINUED = " \\"
_CONTINUATION = "    "


def show(findings: Iterable[Finding]) -> None:
    """Print each finding, and below it how to fix it."""
    for finding in findings:
        lead = f"{mark(finding.verdict)}  {printable(finding.subject):{_SUBJECT}}"
        if _width() < _NARROW:
            _output.line("", lead.rstrip())
            lead = _CONTINUATION
        paragraph(finding.found, lead)
        if finding.remedy:
            _output.line(finding.remedy, f"{'':{len(click.unstyle(lead))}}fix: ")


def mark(verdict: str) -> str:
    """The two signs for a verdict, colored."""
    sign, color = _MARKS[verdict]
    return click.style(sign, fg=color)


def paragraph(text: str, lead: str = "") -> None:
    """Print a text next to a lead, which may be colored; lines after the first are indented by the lead's width."""
    indent = len(click.unstyle(lead))
    for line in wrapped(printable(text), _width() - indent):
        _output.line(line, lead)
        lead = " " * indent


def command(words: Sequence[str], indent: str) -> None:
    """Print a command, whose words are quoted for a shell, in lines that can be pasted."""
    for line in wrapped_command([printable(word) for word in words], _width() - len(indent)):
        _output.line(line, indent)


def wrapped(text: str, most: int) -> list[str]:
    """The text in lines of at most so many letters; a word that is longer has a line of its own."""
    return textwrap.wrap(text, most, break_long_words=False, break_on_hyphens=False) or [""]


def wrapped_command(words: Sequence[str], most: int) -> list[str]:
    r"""A command in lines that can be pasted: all but the last end with ``\``, all but the first are indented.

    Lines are broken in front of flags, so that a value stays with its flag.

    Args:
        words: the command's words, quoted for a shell.
        most: letters per line; a flag with its value that is longer has a line of its own.
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


def _width() -> int:
    """How wide a line may be; without limit if no terminal reads it."""
    if not sys.stdout.isatty():
        return _NO_LIMIT
    return min(_WIDEST, max(_NARROWEST, shutil.get_terminal_size().columns))
