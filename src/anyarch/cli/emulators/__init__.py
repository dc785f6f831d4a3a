"""`anyarch emulators ...`: what an engine executes beyond its own architecture; one file a verb, loaded when called."""

import click

from anyarch.cli import Commands

COMMANDS = {
    "install": "Register QEMU with the engine's kernel, after asking.",
    "list": "Show what the engine executes, and by which handlers and packs.",
    "pack": "Put QEMU into a volume of the engine, for runs without a handler.",
    "remove": "Take handlers out of the engine's kernel, after asking.",
    "test": "Find out what the engine executes, by having it execute.",
}


@click.command("emulators", cls=Commands, package=__name__, table=COMMANDS)
def command() -> None:
    """Let this engine execute what is not for its own CPU."""
