"""How reports look: a mark and a subject in columns of their own, then the sentences; and tables.

At a terminal, lines are as wide as it is, sentences up to `_WIDEST`. Elsewhere each sentence and each row is one line,
so that other programs can look for words in it. A word or a command to paste is never broken.
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
_NARROWEST_CELL = 24  # of a table's last column, if that is broken
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
    for line in lines(text, indent):
        _output.line(line, lead)
        lead = " " * indent


def lines(text: str, indent: int = 0) -> list[str]:
    """The lines of a text that has so much room less than the terminal."""
    return wrapped(printable(text), _width() - indent)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table, with its headers."""
    return [line for row in table_rows(headers, rows) for line in row]


def table_rows(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines of each row of a table; the headers are the first row.

    In a terminal that is too narrow, the last column is broken between words. If that leaves it no room, or one of its
    words, the cells of each row begin below the first one.
    """
    whole = _output.table(headers, rows)
    most = _columns()
    if max(map(len, whole)) <= most:
        return [[line] for line in whole]
    beside = _output.table(headers[:-1], [row[:-1] for row in rows])
    indent = max(map(len, beside)) + len(_output.BETWEEN)
    last = [headers[-1].upper(), *(printable(row[-1]) for row in rows)]
    longest = max((len(word) for cell in last for word in cell.split()), default=0)
    if len(headers) > 1 and most - indent >= max(longest, _NARROWEST_CELL):
        return [_beside(line, wrapped(cell, most - indent), indent) for line, cell in zip(beside, last, strict=True)]
    cells = [[header.upper() for header in headers], *([printable(cell) for cell in row] for row in rows)]
    return [_stacked(row, most) for row in cells]


def _beside(line: str, cell: list[str], indent: int) -> list[str]:
    """The lines of a row whose last cell has several."""
    return [f"{start:{indent}}{part}".rstrip() for start, part in zip([line, *[""] * len(cell)], cell, strict=False)]


def _stacked(row: Sequence[str], most: int) -> list[str]:
    """The lines of a row whose cells are below the first one."""
    below = ", ".join(filter(None, map(str.strip, row[1:])))
    return [row[0], *(_CONTINUATION + line for line in wrapped(below, most - len(_CONTINUATION)) if line)]


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
    """How wide a line of a text may be; without limit if no terminal reads it."""
    columns = _columns()
    return columns if columns == _NO_LIMIT else min(_WIDEST, columns)


def _columns() -> int:
    """The columns of the terminal; without limit if no terminal reads the lines."""
    return max(_NARROWEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else _NO_LIMIT
