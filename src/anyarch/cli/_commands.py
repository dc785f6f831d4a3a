"""Groups of commands: they load a command when it is called, and suggest one for a name that does not exist.

Short help comes from a table, so that `--help` loads no command.
"""

import difflib
import importlib
from typing import Any

import click
from click.shell_completion import CompletionItem

REQUESTS = ("__complete", "__completeNoDesc")  # instead of a command: what can be typed next
_DOCKERS = ("create", "pull", "run")


class Group(click.Group):
    """A group that suggests a command with a similar name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name.

        Raises:
            click.UsageError: there is none.
        """
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise click.UsageError(f"{ctx.command_path} has no command {name!r}.{self._hint(ctx, name)}", ctx)
        return super().resolve_command(ctx, args)

    def _hint(self, ctx: click.Context, name: str) -> str:
        if ctx.parent is None and name in _DOCKERS:
            return f" To run it: docker {name}. To see what would be done: anyarch plan -- {name} ..."
        similar = difflib.get_close_matches(name, self.list_commands(ctx), n=2)
        return f" Did you mean {' or '.join(similar)}?" if similar else ""


class Commands(Group):
    """A group whose commands are modules of a package, loaded by name.

    Args:
        package: the package; each module of it that the table names has a `command`.
        table: the short help of each command.
    """

    def __init__(self, *arguments: Any, package: str, table: dict[str, str], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **named)
        self.package = package
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the table."""
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, loaded now."""
        if cmd_name not in self.table:
            return None
        command = importlib.import_module(f"{self.package}.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of the table has one
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The names of the table, with their short help, and the group's own options."""
        names = [CompletionItem(name, help=self.table[name]) for name in self.list_commands(ctx)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [each for each in names if each.value.startswith(incomplete)] + options

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.table.items()))
