"""`anyarch doctor`: is anyarch active, does it work, and what can this engine run?"""

import json
import os
import sys

import click
from click.termui import progressbar

from anyarch.cli import _page
from anyarch.diagnosis.doctor import client, credentials, engine, execution, machine, preferences, shells, shim, storage
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import Finding, exit_code
from anyarch.install import launcher, real_docker
from anyarch.person import settings

_ROOMS = (machine, client, shim, shells, preferences, credentials, storage)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--dir", "folder", metavar="DIR", help="Where the shim is.  [default: under your data folder]")
def command(folder: str | None, *, as_json: bool) -> int:
    """Check that anyarch is active, and what this engine can run.

    Nothing is changed. The engine runs one tiny test program for each architecture, which leaves nothing behind. Exits
    with 1 if something is wrong, and with 4 if only the engine does not answer.
    """
    environment = dict(os.environ)
    chosen, _ = settings.load(environment)
    folder = os.path.abspath(folder or launcher.default_folder())
    found = _examine(Situation(environment, folder, chosen, _docker(environment, folder)), quiet=as_json)
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in found], indent=2))
    else:
        _page.show(found)
    return exit_code(found)


def _docker(environment: dict[str, str], folder: str) -> str:
    """The docker behind the shim, else the one that a shim would find; empty for none."""
    installed = launcher.look(folder)
    if installed and not environment.get("ANYARCH_DOCKER") and real_docker.is_docker(installed.docker):
        return installed.docker
    try:
        return real_docker.find(environment)
    except real_docker.NotFoundError:
        return ""


def _examine(situation: Situation, *, quiet: bool) -> list[Finding]:
    examined = engine.examine(situation)
    found = [finding for room in _ROOMS for finding in room.examine(situation)] + examined.findings
    if examined.engine is None:
        return found
    label = "What the engine can run"
    hidden = quiet or not sys.stderr.isatty()
    with progressbar(execution.ARCHITECTURES, label=label, file=sys.stderr, hidden=hidden) as architectures:
        found += [execution.examine(examined.engine, architecture) for architecture in architectures]
    return found
