"""`anyarch cache list`: the cached images."""

from typing import Any

import click

from anyarch.catalog import shelf
from anyarch.catalog.shelf import Remembered
from anyarch.cli import _options, _output, _target
from anyarch.engine import Engine


@click.command("list")
@_options.as_json
def command(*, as_json: bool) -> None:
    """List the cached images."""
    engine = _target.engine()
    found = shelf.remembered(engine.cache_folder)
    if as_json:
        _output.document([report(engine, each) for each in found])
        return
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        notes = [_output.ago(each.known.age), *_notes(engine, each)]
        platforms = " ".join(map(str, each.known.offered.platforms)) or "nothing"
        _output.line(f"{each.name:{width}}  {platforms}  ({', '.join(notes)})")
    if not found:
        _output.note("The cache is empty.")


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
