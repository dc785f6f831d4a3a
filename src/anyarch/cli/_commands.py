"""A group that loads a command when it is called; short help comes from a table, so that `--help` loads none."""

import importlib
from typing import Any

import click


class Commands(click.Group):
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
        command = importlib.import_module(f"{self.package}.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of the table has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.table.items()))
