"""`anyarch cache warm`: look up images before they are needed."""

import os

import click

from anyarch.catalog import warming
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _options, _target
from anyarch.cli.cache._report import reported
from anyarch.compose import file
from anyarch.person.errors import UsageError

_LARGEST = 1 << 20


@click.command("warm")
@click.option(
    "--compose", "-f", "compose_files", metavar="FILE", multiple=True, help="Look up the images of a Compose file."
)
@click.option(
    "--file", "lists", metavar="FILE", multiple=True, help="Look up the images in a file, one per line; - is stdin."
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    default=warming.AT_ONCE,
    show_default=True,
    help="Number of parallel lookups.",
)
@_options.as_json
@click.argument("images", metavar="[IMAGE]...", nargs=-1)
def command(
    images: tuple[str, ...], compose_files: tuple[str, ...], lists: tuple[str, ...], jobs: int, *, as_json: bool
) -> int:
    """Look up images before they are needed.

    \b
        anyarch cache warm alpine postgres:16
        anyarch cache warm --compose compose.yaml

    What is cached is not looked up again. Once a registry is rate-limiting, it is not asked again. Exits with 1 if an
    image does not exist, and with 4 if the engine or the registry does not answer.
    """
    engine = _target.engine(_target.PATIENCE)
    names = [*images]
    for path in compose_files:
        names += _of_compose_file(path)
    for path in lists:
        names += _of_list(path)
    if not names:
        raise click.UsageError("Name an image, or use --compose FILE or --file FILE.")
    references = list(dict.fromkeys(_target.named(name) for name in names))
    results = warming.warm(references, lambda each: Catalog(engine.within(_target.PATIENCE)).look_up(each), jobs)
    return reported(results, len(references), "Looking up", as_json=as_json)


def _of_compose_file(path: str) -> list[str]:
    try:
        return file.images(path, dict(os.environ))
    except (OSError, ValueError) as error:
        raise UsageError(f"The Compose file {path} cannot be read: {error}.") from error


def _of_list(path: str) -> list[str]:
    """One name per line; empty lines, and those that begin with #, are skipped."""
    try:
        with click.open_file(path, encoding="utf-8") as opened_file:
            lines = [line.strip() for line in opened_file.read(_LARGEST).splitlines()]
    except (OSError, ValueError) as error:
        raise UsageError(f"The list {path} cannot be read: {error}.") from error
    return [line for line in lines if line and not line.startswith("#")]
