"""`anyarch compose ...`: prepare the images that a `docker compose` command needs, and become that command."""

import click

from anyarch.cli import _words
from anyarch.cli._words import WordsCommand
from anyarch.preflight import pulls

_VERB = "compose"


@click.command(_VERB, cls=WordsCommand)
@click.argument("words", metavar="[ARGS]...", nargs=-1, type=click.UNPROCESSED)
def command(words: tuple[str, ...]) -> None:
    """Run docker compose, and pull images first that are only available for other platforms.

    ARGS are those of docker compose. Before up, create, run, scale and watch, images that are not local, and that the
    registry only has for other platforms, are pulled for the platform that this engine can run. Then docker compose
    runs as you typed it: no file, flag or variable is added, so nothing is recreated because of it.

    \b
        anyarch compose up --detach
        docker anyarch compose run --rm web true

    Anything else passes straight through. The exit code is that of docker compose. To see what would be pulled:
    anyarch plan -- compose up
    """
    _words.become([_VERB, *words], _prepared)


def _prepared(typed: list[str], environment: dict[str, str], docker: str) -> list[str]:
    pulls.prepare(typed, environment, docker)
    return typed
