"""`anyarch log`: what the shim changed lately, and why."""

import json
import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.person import log


@click.command("log")
@click.option(
    "-n", "--lines", type=click.IntRange(min=1), default=20, show_default=True, help="How many of the latest."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(lines: int, *, as_json: bool) -> None:
    """Show what the shim changed lately, and why; the latest comes last.

    There is a line for each command that was changed, that docker was about to fail with, or that was left alone
    because something was not to be found out. A command that needed no change leaves none.
    """
    environment = dict(os.environ)
    try:
        entries = log.read(environment)[-lines:]
    except OSError as error:
        raise AnyarchError(f"The log cannot be read: {error}.") from error
    if as_json:
        click.echo(json.dumps([entry._asdict() for entry in entries], indent=2))
        return
    if not entries:
        click.echo(f"Nothing yet in {log.path(environment)}.", err=True)
    for entry in entries:
        click.echo(f"{entry.time}  {entry.sentence}")
