"""`anyarch log`: what the shim changed recently, and why."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output, _usage
from anyarch.person import log
from anyarch.person.reasons import why


@click.command("log")
@click.option(
    "-n", "--lines", "number", type=click.IntRange(min=1), default=20, show_default=True, help="Number of lines."
)
@click.option("--stats", is_flag=True, help="Show how often and how long images ran under emulation or on a route.")
@click.option("--plot", metavar="FILE", type=click.Path(dir_okay=False), help="The same, also as a picture: an SVG.")
@_options.as_json
def command(number: int, plot: str | None, *, stats: bool, as_json: bool) -> None:
    """Show what the shim changed recently, and why; the latest comes last.

    There is a line for each command that was changed, that docker was about to fail with, or that was left unchanged
    because something could not be found out. Other commands leave no line.

    With --stats, the lines are counted by image. How long the containers ran comes from the engine, which knows that of
    recent ones, and of those that are still there.
    """
    environment = dict(os.environ)
    try:
        entries = log.read(environment)
    except OSError as error:
        raise AnyarchError(f"The log cannot be read: {why(error)}.") from error
    if stats or plot:
        _usage.show(entries, number, plot, as_json=as_json)
        return
    entries = entries[-number:]
    lines = (f"{entry.time}  {entry.sentence}" for entry in entries)
    _output.result({"entries": [entry._asdict() for entry in entries]}, lines, as_json=as_json)
    if not (entries or as_json):
        _output.note(f"Nothing yet in {log.path(environment)}.")
