"""What commands print, and the only place that prints: text from outside goes through `printable` on its way.

Lines for people may begin with colors, unless NO_COLOR is set (no-color.org), the terminal has none, or no terminal
reads them.
"""

import json
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from anyarch.person.text import counted, printable

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_Item = TypeVar("_Item")

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def line(text: str = "", lead: str = "") -> None:
    """Print a line: a lead, which is anyarch's own and may be colored, and a text from anywhere."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    click.echo(lead + printable(text), color=False if plain else None)


def note(text: str) -> None:
    """Print a line to standard error."""
    click.echo(printable(text), err=True)


def document(value: object) -> None:
    """Print JSON."""
    click.echo(json.dumps(value, indent=2))


def result(value: object, lines: Iterable[str], *, as_json: bool) -> None:
    """Print a result: as JSON for programs, or in lines for people."""
    if as_json:
        document(value)
    else:
        for each in lines:
            line(each)


def exactly(content: str | bytes, end: str = "\n") -> None:
    """Print what another program reads, such as a path or shell code, without changing a byte."""
    click.echo(content, nl=False)
    click.echo(end, nl=False)


def progress(items: Iterable[_Item], label: str, *, quiet: bool, length: int | None = None) -> "ProgressBar[_Item]":
    """A progress bar on standard error, if that is a terminal; as a context, it gives the items.

    Args:
        items: what is worked on.
        label: what is being done.
        quiet: show nothing.
        length: the number of items, if they do not know it.
    """
    hidden = quiet or not sys.stderr.isatty()
    return click.progressbar(items, length=length, label=label, file=sys.stderr, hidden=hidden)


def ago(seconds: float) -> str:
    """How long ago something was, in words: ``3 hours ago``."""
    for unit, length in _UNITS:
        number = int(seconds // length)
        if number:
            return f"{counted(number, unit)} ago"
    return "just now"
