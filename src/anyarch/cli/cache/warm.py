"""`anyarch cache warm`: look up images before they are needed."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.catalog import warming
from anyarch.catalog.catalog import Catalog
from anyarch.cli import _completion, _options, _target
from anyarch.cli.cache._report import reported
from anyarch.compose.command_line import Command
from anyarch.install import real_docker
from anyarch.person.errors import UsageError
from anyarch.person.reasons import why
from anyarch.preflight import services
from anyarch.preflight.preparation import Around

_LARGEST = 1 << 20
_PROFILES = ("--profile", "*")  # all


@click.command("warm")
@click.option(
    "--compose", "compose_files", metavar="FILE", multiple=True, help="Look up the images of a Compose project."
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
@click.argument("images", metavar="[IMAGE]...", nargs=-1, shell_complete=_completion.images)
def command(
    images: tuple[str, ...], compose_files: tuple[str, ...], lists: tuple[str, ...], jobs: int, *, as_json: bool
) -> int:
    """Look up images before they are needed.

    \b
        anyarch cache warm alpine postgres:16
        anyarch cache warm --compose compose.yaml

    Docker Compose reads the project, from all files that you name, in all profiles.

    What is cached is not looked up again. Once a registry is rate-limiting, it is not asked again. Exits with 1 if an
    image does not exist, and with 4 if the engine or the registry does not answer.
    """
    engine = _target.engine(_target.PATIENCE)
    names = [*images]
    if compose_files:
        names += _of_project(compose_files)
    for path in lists:
        names += _of_list(path)
    if not names:
        raise click.UsageError("Name an image, or use --compose FILE or --file FILE.")
    references = list(dict.fromkeys(_target.named(name) for name in names))
    results = warming.warm(references, lambda each: Catalog(engine.within(_target.PATIENCE)).look_up(each), jobs)
    return reported(results, len(references), "Looking up", as_json=as_json)


def _of_project(files: tuple[str, ...]) -> list[str]:
    """The images of all services of a project, as Compose reads it from these files."""
    environment = dict(os.environ)
    project = tuple(("file", path) for path in files)
    words = tuple(word for path in files for word in ("--file", path))
    try:
        docker = _target.docker(environment) or real_docker.find(environment)
        around = Around(environment, _target.in_force(environment), docker, _target.PATIENCE)
        found = services.read(Command("config", (), words, project, ()), around, options=_PROFILES, explains=True)
    except AnyarchError as error:
        raise UsageError(str(error)) from error
    return [each.image for each in found if each.image]


def _of_list(path: str) -> list[str]:
    """One name per line; empty lines, and those that begin with #, are skipped."""
    try:
        with click.open_file(path, encoding="utf-8") as opened_file:
            lines = [line.strip() for line in opened_file.read(_LARGEST).splitlines()]
    except (OSError, ValueError) as error:
        raise UsageError(f"The list {path} cannot be read: {why(error)}.") from error
    return [line for line in lines if line and not line.startswith("#")]
