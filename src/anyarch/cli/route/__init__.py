"""`anyarch route ...`: the engines that commands can be routed to; one file per verb, loaded when called."""

import click

from anyarch.cli._commands import Commands

COMMANDS = {
    "add": "Set the docker context of the engine that is native for a platform.",
    "list": "Show which platforms are routed to which docker contexts.",
    "remove": "Remove the docker context of a platform.",
    "test": "Test whether the engines answer, and what is native there.",
}


@click.command("route", cls=Commands, package=__name__, table=COMMANDS)
def command() -> None:
    """Show, set and test the engines that commands can be routed to.

    A command that would need an emulator can run on another engine instead, which is native for its image. This is off
    unless you set routing.policy, and only for a `docker run --rm` without mounts, ports, and the like.
    """
