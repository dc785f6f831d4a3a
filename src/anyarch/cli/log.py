"""`anyarch log`: what the shim changed recently, and why."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output
from anyarch.person import log


@click.command("log")
@click.option(
    "-n", "--lines", "number", type=click.IntRange(min=1), default=20, show_default=True, help="Number of lines."
)
@_options.as_json
def command(number: int, *, as_json: bool) -> None:
    """Show what the shim changed recently, and why; the latest comes last.

    There is a line for each command that was changed, that docker was about to fail with, or that was left unchanged
    because something could not be found out. Other commands leave no line.
    """
    environment = dict(os.environ)
    try:
        entries = log.read(environment)[-number:]
    except OSError as error:
        raise AnyarchError(f"The log cannot be read: {error}.") from error
    lines = (f"{entry.time}  {entry.sentence}" for entry in entries)
    _output.result([entry._asdict() for entry in entries], lines, as_json=as_json)
    if not (entries or as_json):
        _output.note(f"Nothing yet in {log.path(environment)}.")
