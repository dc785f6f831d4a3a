"""`anyarch emulators ...`: emulators for other CPUs; one file per verb, loaded when called."""

import click

from anyarch.cli._commands import Commands

COMMANDS = {
    "install": "Register QEMU with the engine's kernel, after asking.",
    "list": "Show what the engine can run, and with which handlers and packs.",
    "pack": "Put QEMU into a volume of the engine, for runs without a handler.",
    "remove": "Remove handlers from the engine's kernel, after asking.",
    "test": "Test what the engine can run, by running a tiny program.",
}


@click.command("emulators", cls=Commands, package=__name__, table=COMMANDS)
def command() -> None:
    """Manage emulators for other CPUs."""
