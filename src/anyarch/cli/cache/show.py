"""`anyarch cache show IMAGE`: all cached facts about one image."""

import json

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import shelf
from anyarch.cli import _target
from anyarch.cli._lookups import ago
from anyarch.cli.cache.list import report
from anyarch.person.text import printable


@click.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("image")
def command(image: str, *, as_json: bool) -> None:
    """Show all cached facts about one image.

    Makes no network requests. Exits with 1 if there are none.
    """
    engine = _target.engine()
    name = str(_target.named(image))
    found = [report(engine, each) for each in shelf.remembered(engine.cache_folder) if each.name == name]
    refused = [refusal.sentence for about, refusal in shelf.refusals(engine.cache_folder) if about == name]
    if not found and not refused:
        raise AnyarchError(f"{name} is not in the cache. To look it up: anyarch platforms {name}")
    if as_json:
        click.echo(json.dumps({"image": name, "offered": found, "refused": refused}, indent=2))
        return
    for each in found:
        lines = {
            "image": name,
            "platforms": " ".join(map(str, each["platforms"])) or "nothing",
            "digest": f"{each['digest']}, {'an index' if each['index'] else 'a single image'}",
            "confirmed": f"{ago(each['age'])}{', stale' if each['stale'] else ''}",
            "engine": f"{each['engine']}{', asked with a login' if each['private'] else ''}",
        }
        for title, text in lines.items():
            click.echo(printable(f"{title:11}{text}"))
    for sentence in refused:
        click.echo(printable(f"{'refused':11}{sentence}"))
