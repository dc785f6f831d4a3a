"""`anyarch doctor`: is anyarch active, does it work, and what can this engine run?"""

import contextlib
import os

import click

from anyarch.cli import _options, _output, _page, _progress, _target
from anyarch.diagnosis.doctor import (
    client,
    credentials,
    engine,
    execution,
    machine,
    preferences,
    routes,
    shells,
    shim,
    storage,
)
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import Finding, exit_code
from anyarch.emulators import probe
from anyarch.install import launcher
from anyarch.person import settings

_SUBJECTS = (machine, client, shim, shells, preferences, credentials, storage)


@click.command("doctor")
@_options.as_json
@_options.color
@_options.folder
def command(folder: str | None, *, as_json: bool) -> int:
    """Check that anyarch is active, and what this engine can run.

    Nothing is changed. The engine runs a tiny test program for each architecture, which leaves nothing behind. Exits
    with 1 if something is wrong, and with 4 if only the engine does not answer.
    """
    environment = dict(os.environ)
    chosen, _ = settings.load(environment)
    folder = os.path.abspath(folder or launcher.default_folder())
    function = str(click.get_current_context().obj or "")
    shell = function or shells.calling(environment)
    docker = _target.docker(environment, folder)
    setup = Setup(environment, folder, chosen, docker, shell, has_function=bool(function))
    found = _examine(setup, quiet=as_json)
    if as_json:
        _output.document({"findings": [finding._asdict() for finding in found]})
    else:
        _page.show(found)
    return exit_code(found)


def _examine(setup: Setup, *, quiet: bool) -> list[Finding]:
    examined = engine.examine(setup)
    found = [finding for subject in _SUBJECTS for finding in subject.examine(setup)] + examined.findings
    if examined.engine is None:
        return found
    found += routes.examine(examined.engine)
    wanted = execution.PLATFORMS
    with contextlib.closing(probe.ask_each(examined.engine, wanted)) as results:
        shown = _progress.each(results, "What the engine can run", len(wanted), quiet=quiet)
        answers = {each.platform: each for each in shown}
    return found + [execution.examine(examined.engine, answers[platform]) for platform in wanted]
