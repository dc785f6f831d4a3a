"""`anyarch cache clear [IMAGE...]`: remove cached images."""

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import shelf
from anyarch.cli import _completion, _output, _target
from anyarch.person.text import counted


@click.command("clear")
@click.argument("images", metavar="[IMAGE]...", nargs=-1, shell_complete=_completion.images)
def command(images: tuple[str, ...]) -> None:
    """Clear the cache, or remove some images from it.

    Without IMAGE, what is cached about engines is removed too. Exits with 1 if a record cannot be removed.
    """
    folder = _target.engine().cache_folder
    names = [str(_target.named(image)) for image in images]
    removed = shelf.forget(folder, names) if names else shelf.clear(folder)
    _output.line(f"{counted(removed.number, 'record')} removed.")
    if removed.left:
        reason = shelf.obstacle(folder) or f"a directory in {folder} cannot be written"
        raise AnyarchError(f"{counted(removed.left, 'record')} could not be removed: {reason}.")
