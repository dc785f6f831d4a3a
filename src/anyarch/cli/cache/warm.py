"""`anyarch cache warm`: look images up before they are needed."""

import os

import click

from anyarch.catalog import warming
from anyarch.cli._lookups import named, opened
from anyarch.cli.cache._report import reported
from anyarch.compose import file
from anyarch.person.errors import ExitCode, FailureError

_LARGEST = 1 << 20


@click.command("warm")
@click.option("--compose", "-f", "compose_files", metavar="FILE", multiple=True, help="The images of a Compose file.")
@click.option(
    "--file", "lists", metavar="FILE", multiple=True, help="A file with a name on each line; - for standard input."
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1, 64),
    default=warming.AT_ONCE,
    show_default=True,
    help="So many at once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.argument("images", metavar="[IMAGE]...", nargs=-1)
def command(
    images: tuple[str, ...], compose_files: tuple[str, ...], lists: tuple[str, ...], jobs: int, *, as_json: bool
) -> int:
    """Look images up before they are needed.

    \b
        anyarch cache warm alpine postgres:16
        anyarch cache warm --compose compose.yaml

    What is known already is not asked for again. A registry that says it is too much is asked no more. Exits with 1 if
    an image is not there, and with 4 if nobody could say.
    """
    lookups = opened()
    names = [*images]
    for path in compose_files:
        names += _of_compose_file(path)
    for path in lists:
        names += _of_list(path)
    if not names:
        raise click.UsageError("Name an image, --compose FILE or --file FILE.")
    references = list(dict.fromkeys(named(name) for name in names))
    results = warming.warm(references, lambda reference: lookups.catalog().look_up(reference), jobs)
    return reported(results, len(references), "Looking up", as_json=as_json)


def _of_compose_file(path: str) -> list[str]:
    try:
        return file.images(path, dict(os.environ))
    except (OSError, ValueError) as error:
        raise FailureError(f"The Compose file {path} cannot be read: {error}.", ExitCode.USAGE) from error


def _of_list(path: str) -> list[str]:
    """A name on each line; empty lines and those that begin with # are passed over."""
    try:
        with click.open_file(path, encoding="utf-8") as opened_file:
            lines = [line.strip() for line in opened_file.read(_LARGEST).splitlines()]
    except (OSError, ValueError) as error:
        raise FailureError(f"The list {path} cannot be read: {error}.", ExitCode.USAGE) from error
    return [line for line in lines if line and not line.startswith("#")]
