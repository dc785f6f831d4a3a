"""`anyarch cache refresh [IMAGE...]`: check whether cached images are still up to date."""

import click

from anyarch.catalog import shelf, warming
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _completion, _options, _target
from anyarch.cli.cache._report import reported
from anyarch.engine import Engine
from anyarch.oci import references
from anyarch.oci.references import Reference


@click.command("refresh")
@_options.as_json
@click.argument("images", metavar="[IMAGE]...", nargs=-1, shell_complete=_completion.images)
def command(images: tuple[str, ...], *, as_json: bool) -> int:
    """Check whether cached images are still up to date.

    Without IMAGE, checks all tags that are cached for this engine. A tag that has not moved costs one HEAD request,
    which does not count as a pull. Exits with 1 if an image does not exist, and with 4 if the engine or the registry
    does not answer.
    """
    engine = _target.engine(_target.PATIENCE)
    chosen = [_target.named(image) for image in images] or _known(engine)
    results = warming.warm(chosen, lambda each: Catalog(engine.within(_target.PATIENCE)).refresh(each), warming.AT_ONCE)
    return reported(results, len(dict.fromkeys(chosen)), "Refreshing", as_json=as_json)


def _known(engine: Engine) -> list[Reference]:
    """The tags that this engine knows, with the current login."""
    catalog = Catalog(engine)
    found = []
    for each in shelf.remembered(engine.cache_folder):
        try:
            reference = references.parse(each.name)
        except ValueError:
            continue
        if each.engine == engine.address and not reference.digest and catalog.known(reference):
            found.append(reference)
    return found
