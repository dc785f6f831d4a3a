"""`anyarch cache refresh [IMAGE...]`: find out whether what is remembered still holds."""

import click

from anyarch.catalog import shelf, warming
from anyarch.cli._lookups import Lookups, named, opened
from anyarch.cli.cache._report import reported
from anyarch.oci import references
from anyarch.oci.references import Reference


@click.command("refresh")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("images", metavar="[IMAGE]...", nargs=-1)
def command(images: tuple[str, ...], *, as_json: bool) -> int:
    """Find out whether what is remembered still holds.

    Without IMAGE, of all tags that this engine knows. A tag that has not moved costs a HEAD, which counts as no pull.
    Exits with 1 if an image is not there, and with 4 if nobody could say.
    """
    lookups = opened()
    chosen = [named(image) for image in images] or _known(lookups)
    results = warming.warm(chosen, lambda reference: lookups.catalog().refresh(reference), warming.AT_ONCE)
    return reported(results, len(dict.fromkeys(chosen)), "Refreshing", as_json=as_json)


def _known(lookups: Lookups) -> list[Reference]:
    """The tags that this engine knows, with the login of now."""
    catalog = lookups.catalog()
    of_this_engine = [each for each in shelf.remembered(lookups.cache_folder) if each.engine == lookups.endpoint.host]
    found = []
    for each in of_this_engine:
        try:
            reference = references.parse(each.name)
        except ValueError:
            continue
        if not reference.digest and catalog.known(reference):
            found.append(reference)
    return found
