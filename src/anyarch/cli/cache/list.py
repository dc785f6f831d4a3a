"""`anyarch cache list`: the cached images."""

import json
from typing import Any

import click

from anyarch.catalog import shelf
from anyarch.catalog.shelf import Remembered
from anyarch.cli import _target
from anyarch.cli._lookups import ago
from anyarch.engine import Engine
from anyarch.person.text import printable


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """List the cached images."""
    engine = _target.engine()
    found = shelf.remembered(engine.cache_folder)
    if as_json:
        click.echo(json.dumps([report(engine, each) for each in found], indent=2))
        return
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        notes = [ago(each.known.age), *_notes(engine, each)]
        platforms = " ".join(str(platform) for platform in each.known.offered.platforms) or "nothing"
        click.echo(printable(f"{each.name:{width}}  {platforms}  ({', '.join(notes)})"))
    if not found:
        click.echo("The cache is empty.", err=True)


def report(engine: Engine, remembered: Remembered) -> dict[str, Any]:
    """What the cache has about one image, for JSON."""
    offered = remembered.known.offered
    return {
        "image": remembered.name,
        "platforms": [str(platform) for platform in offered.platforms],
        "digest": offered.digest,
        "index": offered.is_index,
        "age": int(remembered.known.age),
        "stale": is_stale(engine, remembered),
        "engine": remembered.engine,
        "private": remembered.is_private,
    }


def is_stale(engine: Engine, remembered: Remembered) -> bool:
    """Whether the next look-up asks the registry; never for a digest."""
    return "@" not in remembered.name and remembered.known.age >= engine.settings.catalog_lifetime


def _notes(engine: Engine, remembered: Remembered) -> list[str]:
    notes = {
        "stale": is_stale(engine, remembered),
        "with a login": remembered.is_private,
        remembered.engine: remembered.engine != engine.address,
    }
    return [note for note, holds in notes.items() if holds]
