"""`anyarch compose ...`: prepare the images that a `docker compose` command needs, and become that command."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _target
from anyarch.cli._words import WordsCommand
from anyarch.install import real_docker
from anyarch.person import process
from anyarch.preflight import failure, pulls

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
    environment = dict(os.environ)
    typed = [_VERB, *words]
    docker = _target.docker(environment) or real_docker.find(environment)
    try:
        pulls.prepare(typed, environment, docker)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, docker runs the command as typed
        failure.leave_trace(environment, error)
    try:
        process.become(docker, typed)
    except OSError as error:
        raise AnyarchError(f"{docker} cannot be executed: {error.strerror}.") from error
