"""`anyarch cache list`: the cached images."""

from typing import Any

import click

from anyarch.catalog import shelf
from anyarch.catalog.shelf import Remembered
from anyarch.cli import _options, _output, _page, _target
from anyarch.engine import Engine
from anyarch.person.text import ago


@click.command("list")
@_options.as_json
@_options.quiet("Image", "the names")
def command(*, as_json: bool) -> None:
    """List the cached images."""
    engine = _target.engine()
    found = shelf.remembered(engine.cache_folder)
    rows = [(each.name, *_description(engine, each)) for each in found]
    lines = _page.table(("image", "platforms", "confirmed", "notes"), rows) if rows else []
    _output.result({"images": [report(engine, each) for each in found]}, lines, as_json=as_json)
    if not (found or as_json):
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
    """Whether the next lookup asks the registry; never for a digest."""
    return "@" not in remembered.name and remembered.known.age >= engine.settings.catalog_lifetime


def _description(engine: Engine, remembered: Remembered) -> tuple[str, str, str]:
    """Its platforms, when they were confirmed, and what else there is to know."""
    notes = {
        "stale": is_stale(engine, remembered),
        "with a login": remembered.is_private,
        remembered.engine: remembered.engine != engine.address,
    }
    platforms = " ".join(map(str, remembered.known.offered.platforms)) or "nothing"
    return platforms, ago(remembered.known.age), ", ".join(note for note, holds in notes.items() if holds)
