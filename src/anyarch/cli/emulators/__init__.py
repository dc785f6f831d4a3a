"""`anyarch emulators ...`: what an engine executes beyond its own architecture; one file a verb, loaded when called."""

import importlib

import click

VERBS = {
    "pack": "Put QEMU into a volume of the engine, for runs without a handler.",
}


class Verbs(click.Group):
    """A group whose commands are modules of this package, loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, without loading any."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(f"anyarch.cli.emulators.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of the table has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(VERBS.items()))


@click.command("emulators", cls=Verbs)
def command() -> None:
    """Let this engine execute what is not for its own CPU."""
