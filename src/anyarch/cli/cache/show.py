"""`anyarch cache show IMAGE`: all cached facts about one image."""

from typing import Any

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import shelf
from anyarch.cli import _completion, _options, _output, _target
from anyarch.cli.cache.list import report
from anyarch.person.text import ago


@click.command("show")
@_options.as_json
@click.argument("image", shell_complete=_completion.images)
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
    lines = [line for each in found for line in _lines(each)] + [f"{'refused':11}{sentence}" for sentence in refused]
    _output.result({"image": name, "offered": found, "refused": refused}, lines, as_json=as_json)


def _lines(found: dict[str, Any]) -> list[str]:
    lines = {
        "image": found["image"],
        "platforms": " ".join(found["platforms"]) or "nothing",
        "digest": f"{found['digest']}, {'an index' if found['index'] else 'a single image'}",
        "confirmed": f"{ago(found['age'])}{', stale' if found['stale'] else ''}",
        "engine": f"{found['engine']}{', asked with a login' if found['private'] else ''}",
    }
    return [f"{title:11}{text}" for title, text in lines.items()]
