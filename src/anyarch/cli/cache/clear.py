"""`anyarch cache clear [IMAGE...]`: remove cached images."""

import click

from anyarch.catalog import shelf
from anyarch.cli import _completion, _output, _target
from anyarch.person.text import counted


@click.command("clear")
@click.argument("images", metavar="[IMAGE]...", nargs=-1, shell_complete=_completion.images)
def command(images: tuple[str, ...]) -> None:
    """Clear the cache, or remove some images from it.

    Without IMAGE, what is cached about engines is removed too.
    """
    folder = _target.engine().cache_folder
    names = [str(_target.named(image)) for image in images]
    number = sum(shelf.forget(folder, name) for name in names) if names else shelf.clear(folder)
    _output.line(f"{counted(number, 'record')} removed.")
