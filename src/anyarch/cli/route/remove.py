"""`anyarch route remove PLATFORM`: no engine elsewhere for a platform any more."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _completion, _options, _target
from anyarch.cli.route import _report


@click.command("remove")
@click.argument("platform", shell_complete=_completion.platforms)
@_options.as_json
def command(platform: str, *, as_json: bool) -> None:
    """Remove the docker context of PLATFORM from the settings. Exits with 1 if none is set."""
    removed = _report.platform(platform)
    contexts = _target.in_force(dict(os.environ)).routing_contexts
    if removed not in contexts:
        raise AnyarchError(f"No context is set for {removed}.")
    _report.write({each: name for each, name in contexts.items() if each != removed})
    _report.show(as_json=as_json)
