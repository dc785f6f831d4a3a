"""`anyarch doctor`: is it on, does it work, and what does this engine execute?"""

import json
import os
import sys

import click
from click.termui import progressbar

from anyarch import installation, settings
from anyarch.diagnosis import findings
from anyarch.diagnosis.findings import BAD, Finding
from anyarch.errors import ExitCode
from anyarch.notice import printable

_MARKS = {"good": ("ok", "green"), "note": ("--", "yellow"), "bad": ("!!", "red")}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--dir", "folder", metavar="DIR", help="Where the shim is.  [default: under your data folder]")
def command(folder: str | None, *, as_json: bool) -> int:
    """Tell whether anyarch is on, and what this engine executes.

    Nothing is changed. The engine executes one tiny test program for each architecture; nothing of them stays.
    Exits with 1 if something is wrong.
    """
    found = _examine(dict(os.environ), os.path.abspath(folder or installation.default_folder()), quiet=as_json)
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in found], indent=2))
    else:
        for finding in found:
            _print(finding)
    return ExitCode.FINDING if any(finding.verdict == BAD for finding in found) else ExitCode.FINE


def _examine(environment: dict[str, str], folder: str, *, quiet: bool) -> list[Finding]:
    chosen, _ = settings.load(environment)
    engine, endpoint, host = findings.engine_finding(environment, chosen.lookup_timeout)
    found = [
        findings.real_docker_finding(environment),
        *findings.shim_findings(environment, folder),
        *findings.settings_findings(environment),
        engine,
    ]
    if endpoint is None or host is None:
        return found
    label = "What the engine executes"
    hidden = quiet or not sys.stderr.isatty()
    with progressbar(findings.ARCHITECTURES, label=label, file=sys.stderr, hidden=hidden) as architectures:
        found += [
            findings.execution_finding(environment, endpoint, host, architecture, chosen.probe_timeout)
            for architecture in architectures
        ]
    return found


def _print(finding: Finding) -> None:
    mark, colour = _MARKS[finding.verdict]
    click.echo(f"{click.style(mark, fg=colour)}  {finding.subject:16}{printable(finding.found)}")
    if finding.remedy:
        click.echo(f"{'':20}mend it: {printable(finding.remedy)}")
