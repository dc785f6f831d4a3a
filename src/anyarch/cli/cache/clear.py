"""`anyarch cache clear [IMAGE...]`: forget."""

import click

from anyarch.catalog import shelf
from anyarch.cli._lookups import named, opened


@click.command("clear")
@click.argument("images", metavar="[IMAGE]...", nargs=-1)
def command(images: tuple[str, ...]) -> None:
    """Forget what is remembered, of all images or of some.

    Without IMAGE also what engines are and execute. Nothing but records of the cache is removed.
    """
    folder = opened().cache_folder
    names = [str(named(image)) for image in images]
    number = sum(shelf.forget(folder, name) for name in names) if names else shelf.clear(folder)
    click.echo(f"{number} record{'' if number == 1 else 's'} removed.")
