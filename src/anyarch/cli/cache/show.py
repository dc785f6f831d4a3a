"""`anyarch cache show IMAGE`: all that is remembered of one image."""

import json

import click

from anyarch.catalog import shelf
from anyarch.cli._lookups import ago, named, opened
from anyarch.cli.cache.list import report
from anyarch.person.errors import ExitCode, FailureError
from anyarch.person.text import printable


@click.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("image")
def command(image: str, *, as_json: bool) -> None:
    """Show all that is remembered of one image.

    Nobody is asked. Exits with 1 if nothing is remembered.
    """
    lookups = opened()
    name = str(named(image))
    found = [report(lookups, each) for each in shelf.remembered(lookups.cache_folder) if each.name == name]
    refused = [refusal.sentence for about, refusal in shelf.refusals(lookups.cache_folder) if about == name]
    if not found and not refused:
        raise FailureError(
            f"Nothing is remembered of {name}. To look it up: anyarch platforms {name}", ExitCode.FINDING
        )
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
