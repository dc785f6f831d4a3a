"""What commands print, and the only place that prints: text from outside goes through `printable` on its way.

Lines for people may begin with colors, if the context says so (`color`). Letters that standard output cannot have are
escaped as well, but in JSON, which has none, and in what other programs read, which is UTF-8.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType

import click
import click.utils

from anyarch.cli import _template
from anyarch.person.text import printable

TEMPLATE = "anyarch.template"  # in a context's `meta`: what `--format` says
BETWEEN = "   "  # the columns of a table
_CLEARED = "\r\x1b[K"


def line(text: str = "", lead: str = "") -> None:
    """Print a line: a lead, which is anyarch's own and may be colored, and a text from anywhere."""
    click.echo(lead + _encodable(printable(text)))


def note(text: str) -> None:
    """Print a line to standard error."""
    click.echo(printable(text), err=True)


def document(value: object, rows: str = "") -> None:
    """Print a report: as JSON, or as ``--format`` says.

    Args:
        value: the report.
        rows: the key of the list that ``--format`` is printed for, if the report has more than that.
    """
    context = click.get_current_context(silent=True)
    template = context.meta.get(TEMPLATE) if context else None
    if template is None:
        click.echo(json.dumps(value, indent=2))
        return
    headers, found = _template.lines(template, _template.rows(value, rows))
    for each in table(headers, [row.split("\t") for row in found]) if headers else found:
        line(each)


def failed(error: object) -> None:
    """Print the error of a command that was to print JSON, unless nothing can be printed."""
    with contextlib.suppress(OSError):
        click.echo(json.dumps(error, indent=2))


def result(value: object, lines: Iterable[str], *, as_json: bool, rows: str = "") -> None:
    """Print a result: as JSON for programs, or in lines for people; `rows` is as for `document`."""
    if as_json:
        document(value, rows)
    else:
        for each in lines:
            line(each)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table, with its headers, each row in one line."""
    cells = [[printable(cell) for cell in row] for row in rows]
    cells = [[header.upper() for header in headers], *cells]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    return [BETWEEN.join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def exactly(content: str | bytes, end: str = "\n") -> None:
    """Print what another program reads, such as a path or shell code, without changing a byte."""
    click.echo(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content, nl=False)
    click.echo(end, nl=False)


def transient(text: str) -> None:
    """Show a text at the terminal of standard error, in the place of the one before; nothing for an empty one."""
    click.echo(_CLEARED + printable(text), nl=False, err=True, color=True)


def help_of(context: click.Context) -> None:
    """Print the help of a command."""
    click.echo(_encodable(context.get_help()))


def color(word: str, environment: Mapping[str, str]) -> bool | None:
    """Whether lines have colors; None if that depends on whether standard output is a terminal.

    ``--color`` comes first, then NO_COLOR (no-color.org), and FORCE_COLOR (force-color.org).

    Args:
        word: of ``--color``: ``auto``, ``always`` or ``never``.
        environment: the environment variables.
    """
    if word != "auto":
        return word == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return False if environment.get("TERM") == "dumb" else None


def is_of_printing(error: OSError) -> bool:
    """Whether the error is of writing to standard output or standard error, and not of anything else."""
    trace: TracebackType | None = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == click.utils.__file__


def give_up() -> None:
    """Let Python write nothing more to standard output at its end, since that failed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _encodable(text: str) -> str:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
