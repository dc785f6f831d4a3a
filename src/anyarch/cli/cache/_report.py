"""How `warm` and `refresh` show what they do, and end."""

import json
import sys
from collections.abc import Iterator

import click
from click.termui import progressbar

from anyarch.catalog.warming import Result
from anyarch.cli._lookups import ended_by
from anyarch.person.errors import ExitCode
from anyarch.person.text import printable


def reported(results: Iterator[Result], number: int, label: str, *, as_json: bool) -> ExitCode:
    """Show results as they come, and all of them at the end; how the command ends.

    Args:
        results: the results.
        number: how many there will be.
        label: what is being done.
        as_json: for programs.
    """
    hidden = as_json or not sys.stderr.isatty()
    with progressbar(results, length=number, label=label, file=sys.stderr, hidden=hidden) as shown:
        ended = sorted(shown, key=lambda result: str(result.reference))
    if as_json:
        click.echo(json.dumps([_document(result) for result in ended], indent=2))
    else:
        width = max((len(str(result.reference)) for result in ended), default=0)
        for result in ended:
            click.echo(printable(f"{result.reference!s:{width}}  {_told(result)}"))
        click.echo(f"{sum(result.offered is not None for result in ended)} of {number} known.", err=True)
    return max((_status(result) for result in ended), default=ExitCode.FINE)


def _status(result: Result) -> ExitCode:
    if result.error:
        return ended_by(result.error)
    return ExitCode.UNREACHABLE if result.is_skipped else ExitCode.FINE


def _told(result: Result) -> str:
    if result.offered:
        return " ".join(str(platform) for platform in result.offered.platforms) or "nothing"
    return f"not known: {result.error or 'the registry is rate-limiting'}"


def _document(result: Result) -> dict[str, object]:
    platforms = [str(platform) for platform in result.offered.platforms] if result.offered else None
    error = None if result.offered else _told(result)
    return {"image": str(result.reference), "platforms": platforms, "error": error}
