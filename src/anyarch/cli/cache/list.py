"""`anyarch cache list`: the images of which something is remembered."""

import json
from typing import Any

import click

from anyarch.catalog import shelf
from anyarch.catalog.shelf import Remembered
from anyarch.cli._lookups import Lookups, ago, opened
from anyarch.person.text import printable


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """List the images of which something is remembered."""
    lookups = opened()
    found = shelf.remembered(lookups.cache_folder)
    if as_json:
        click.echo(json.dumps([report(lookups, each) for each in found], indent=2))
        return
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        notes = [ago(each.known.age), *_notes(lookups, each)]
        platforms = " ".join(str(platform) for platform in each.known.offered.platforms) or "nothing"
        click.echo(printable(f"{each.name:{width}}  {platforms}  ({', '.join(notes)})"))
    if not found:
        click.echo("Nothing is remembered.", err=True)


def report(lookups: Lookups, remembered: Remembered) -> dict[str, Any]:
    """What is remembered of one image, as JSON has it."""
    offered = remembered.known.offered
    return {
        "image": remembered.name,
        "platforms": [str(platform) for platform in offered.platforms],
        "digest": offered.digest,
        "index": offered.is_index,
        "age": int(remembered.known.age),
        "stale": is_stale(lookups, remembered),
        "engine": remembered.engine,
        "private": remembered.is_private,
    }


def is_stale(lookups: Lookups, remembered: Remembered) -> bool:
    """Whether the next look-up asks; never for a digest."""
    return "@" not in remembered.name and remembered.known.age >= lookups.chosen.catalog_lifetime


def _notes(lookups: Lookups, remembered: Remembered) -> list[str]:
    notes = {
        "stale": is_stale(lookups, remembered),
        "with a login": remembered.is_private,
        remembered.engine: remembered.engine != lookups.endpoint.host,
    }
    return [note for note, holds in notes.items() if holds]
