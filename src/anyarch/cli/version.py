"""`anyarch version`: the versions that a bug report needs."""

import os
import platform

import click

import anyarch
from anyarch.cli import _options, _output, _target


@click.command("version")
@_options.as_json
def command(*, as_json: bool) -> None:
    """Show the versions of anyarch and Python, and where docker is."""
    report = {
        "version": anyarch.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "docker": _target.docker(dict(os.environ)) or None,
    }
    _output.result(report, (f"{name:9}{value or 'not found'}" for name, value in report.items()), as_json=as_json)
