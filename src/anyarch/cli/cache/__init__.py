"""`anyarch cache ...`: what is remembered of images; one file a verb, loaded when called."""

import click

from anyarch.cli import Commands

COMMANDS = {
    "clear": "Forget what is remembered, of all images or of some.",
    "export": "Write what is remembered, to be carried to another machine.",
    "import": "Remember what another machine has found out.",
    "list": "List the images of which something is remembered.",
    "refresh": "Find out whether what is remembered still holds.",
    "show": "Show all that is remembered of one image.",
    "warm": "Look images up before they are needed.",
}


@click.command("cache", cls=Commands, package=__name__, table=COMMANDS)
def command() -> None:
    """Show, fill, carry or empty what is remembered of images.

    The cache may be emptied or lost at any time: whatever is in it can be found out again.
    """
