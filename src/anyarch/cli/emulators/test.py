"""`anyarch emulators test`: what the engine executes, found out now."""

import json
import sys
from typing import NamedTuple

import click
from click.termui import progressbar

from anyarch.cli.emulators import _engine
from anyarch.emulators import executed, probe
from anyarch.emulators.handlers.installer import Place
from anyarch.emulators.probe import ProbeError
from anyarch.oci.platforms import Platform
from anyarch.person.errors import ExitCode
from anyarch.person.text import printable

_WORDS = {True: "executed", False: "not executed", None: "not known"}


class Tested(NamedTuple):
    """Whether a platform is executed; where nobody knows, why."""

    executed: bool | None
    problem: str | None


@click.command("test")
@click.argument("words", nargs=-1, metavar="[PLATFORM]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(words: tuple[str, ...], *, as_json: bool) -> int:
    """Find out what the engine executes, by having it execute a tiny test program for each PLATFORM.

    PLATFORM is such as linux/arm64, arm/v7 or s390x; without any, all are tested. Nothing of the test stays. Exits
    with 1 if one of those that were named is not executed.
    """
    place = _engine.find().place
    results = tested(place, _engine.named(words or (_engine.ALL,)), quiet=as_json)
    if as_json:
        rows = [{"platform": str(platform), **told._asdict()} for platform, told in results.items()]
        click.echo(json.dumps(rows, indent=2))
    else:
        for platform, told in results.items():
            click.echo(f"{platform!s:15} {printable(told.problem or _WORDS[told.executed])}")
    return ExitCode.FINDING if words and not all(told.executed for told in results.values()) else ExitCode.FINE


def tested(place: Place, wanted: tuple[Platform, ...], *, quiet: bool) -> dict[Platform, Tested]:
    """For each platform whether it is executed, and why nobody knows; each yes is remembered."""
    results: dict[Platform, Tested] = {}
    hidden = quiet or not sys.stderr.isatty()
    with progressbar(wanted, label="What the engine executes", file=sys.stderr, hidden=hidden) as tried:
        for platform in tried:
            kernel = executed.kernel()
            try:
                answer = probe.executes(place.endpoint, place.host, platform, place.probe_timeout)
            except ProbeError as error:
                results[platform] = Tested(None, str(error))
                continue
            results[platform] = Tested(answer, None)
            if answer:
                executed.keep(place.cache_folder, place.endpoint, platform, kernel)
            else:
                executed.forget(place.cache_folder, place.endpoint, platform)
    return results
