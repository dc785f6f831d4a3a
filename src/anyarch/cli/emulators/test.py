"""`anyarch emulators test`: what the engine can run, found out now."""

import json
import sys
from typing import NamedTuple

import click
from click.termui import progressbar

from anyarch.cli import _target
from anyarch.cli.emulators import _engine
from anyarch.emulators import probe
from anyarch.engine import Engine
from anyarch.oci.platforms import Platform
from anyarch.person.errors import EngineError, ExitCode
from anyarch.person.text import printable

_WORDS = {True: "executed", False: "not executed", None: "not known"}


class Tested(NamedTuple):
    """Whether a platform is executed; None with the reason where that is not known."""

    executed: bool | None
    problem: str | None


@click.command("test")
@click.argument("words", nargs=-1, metavar="[PLATFORM]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], *, as_json: bool) -> int:
    """Test what the engine can run, by running a tiny program for each PLATFORM.

    PLATFORM is such as linux/arm64, arm/v7 or s390x; without any, all are tested. The test leaves nothing behind. Exits
    with 1 if one of those that were named is not executed.
    """
    wanted = _engine.named(words or (_engine.ALL,))
    results = tested(_target.engine(), wanted, quiet=as_json)
    if as_json:
        rows = [{"platform": str(platform), **told._asdict()} for platform, told in results.items()]
        click.echo(json.dumps(rows, indent=2))
    else:
        for platform, told in results.items():
            click.echo(f"{platform!s:15} {printable(told.problem or _WORDS[told.executed])}")
    return ExitCode.FINDING if words and not all(told.executed for told in results.values()) else ExitCode.FINE


def tested(engine: Engine, wanted: tuple[Platform, ...], *, quiet: bool) -> dict[Platform, Tested]:
    """For each platform whether it is executed, or why that is not known.

    Raises:
        EngineError: the engine does not answer at all.
    """
    engine.platform()
    results: dict[Platform, Tested] = {}
    hidden = quiet or not sys.stderr.isatty()
    with progressbar(wanted, label="What the engine can run", file=sys.stderr, hidden=hidden) as tried:
        for platform in tried:
            try:
                results[platform] = Tested(probe.ask(engine, platform), None)
            except EngineError as error:
                results[platform] = Tested(None, str(error))
    return results
