"""Commands that become a docker command: their words are docker's, and no flag among them is anyarch's own."""

import os
from collections.abc import Callable
from typing import NoReturn

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _target
from anyarch.install import real_docker
from anyarch.person import process
from anyarch.person.reasons import why
from anyarch.preflight import failure

Examine = Callable[[list[str], dict[str, str], str], list[str]]


class WordsCommand(click.Command):
    """A command whose arguments all go to `words`, but for a first ``--help``.

    click itself would look for its own flags among docker's, and take ``--`` for its own.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take all arguments as they are."""
        if args[:1] in (["--help"], ["-h"]):
            return super().parse_args(ctx, ["--help"])
        ctx.params["words"] = tuple(args)
        return []


def become(typed: list[str], examine: Examine) -> NoReturn:
    """Become docker, with the words as typed if examining them fails.

    Args:
        typed: the words after ``docker``.
        examine: returns the words to run docker with, from those that were typed, the environment variables, and the
            path of the real docker.
    """
    environment = dict(os.environ)
    docker = _target.docker(environment) or real_docker.find(environment)
    try:
        words = examine(typed, environment, docker)
    except Exception as error:  # noqa: BLE001 - whatever went wrong, docker runs the command as typed
        failure.leave_trace(environment, error)
        words = typed
    try:
        process.become(docker, words)
    except OSError as error:
        raise AnyarchError(f"{docker} cannot be executed: {why(error)}.") from error
