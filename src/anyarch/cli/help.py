"""`anyarch help [COMMAND]`: the same as `anyarch COMMAND --help`."""

import click

from anyarch.cli import _output


@click.command("help")
@click.argument("words", metavar="[COMMAND]...", nargs=-1)
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command, or the list of commands.

    \b
        anyarch help plan
        anyarch help cache warm
    """
    shown = context.find_root()
    rest = [*words]
    while rest:
        if not isinstance(shown.command, click.Group):
            raise click.UsageError(f"{shown.command_path} has no commands.", context)
        name, found, rest = shown.command.resolve_command(shown, rest)
        assert found  # noqa: S101 - otherwise it raises
        shown = click.Context(found, parent=shown, info_name=name, **found.context_settings)
    _output.help_of(shown)
