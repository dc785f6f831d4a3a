"""`anyarch cache ...`: the image cache; one file per verb, loaded when called."""

import click

from anyarch.cli._commands import Commands

COMMANDS = {
    "clear": "Clear the cache, or remove some images from it.",
    "export": "Write the cache to a file, to copy it to another machine.",
    "import": "Add what `anyarch cache export` wrote on another machine.",
    "list": "List the cached images.",
    "refresh": "Check whether cached images are still up to date.",
    "show": "Show all cached facts about one image.",
    "warm": "Look up images before they are needed.",
}


@click.command("cache", cls=Commands, package=__name__, table=COMMANDS)
def command() -> None:
    """Inspect and manage the image cache.

    You can clear or lose the cache at any time: everything in it can be looked up again.
    """
