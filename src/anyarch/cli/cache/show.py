"""`anyarch cache show IMAGE`: all cached facts about one image."""

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import shelf
from anyarch.cli import _options, _output, _target
from anyarch.cli.cache.list import report


@click.command("show")
@_options.as_json
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
        _output.document({"image": name, "offered": found, "refused": refused})
        return
    for each in found:
        lines = {
            "image": name,
            "platforms": " ".join(map(str, each["platforms"])) or "nothing",
            "digest": f"{each['digest']}, {'an index' if each['index'] else 'a single image'}",
            "confirmed": f"{_output.ago(each['age'])}{', stale' if each['stale'] else ''}",
            "engine": f"{each['engine']}{', asked with a login' if each['private'] else ''}",
        }
        for title, text in lines.items():
            _output.line(f"{title:11}{text}")
    for sentence in refused:
        _output.line(f"{'refused':11}{sentence}")
