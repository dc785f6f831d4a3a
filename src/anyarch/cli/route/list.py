"""`anyarch route list`: which platforms are routed to which contexts."""

import click

from anyarch.cli import _options
from anyarch.cli.route import _report


@click.command("list")
@_options.as_json
@_options.quiet("Platform", "the platforms")
def command(*, as_json: bool) -> None:
    """Show which platforms are routed to which docker contexts."""
    _report.show(as_json=as_json)
