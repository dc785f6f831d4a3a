"""The command `anyarch`: words to calls, one file a command, each loaded when it is called.

Here stands only what all commands share: the table of commands, and how a command may end. The text of a command's
short help is kept in the table, so that `anyarch --help` loads none of them.
"""

import importlib
import io
import platform
import sys
import traceback
from typing import Any, NoReturn

import click

import anyarch
from anyarch.person.errors import ExitCode, FailureError
from anyarch.person.text import printable

COMMANDS = {
    "cache": "Show, fill, carry or empty what is remembered of images.",
    "config": "Show or change the settings.",
    "diagnose": "Say why an image or a container does not run, and what mends it.",
    "doctor": "Tell whether anyarch is on, and what this engine executes.",
    "emulators": "Let this engine execute what is not for its own CPU.",
    "init": "Print the shell function that puts anyarch into a shell.",
    "log": "Show what the shim changed lately, and why.",
    "options": "Show the ways to run an image here: what exists, a build, or emulation.",
    "plan": "Say what would happen to a docker command, and why; do nothing.",
    "platforms": "Show which platforms images are offered for.",
    "shim": "Install, find, look at or remove the docker that stands in front of docker.",
    "verify": "Verify that a container is up, and say which CPU its program is for.",
}
_INTERRUPTED = 130


class Commands(click.Group):
    """A group whose commands are modules of a package, loaded by name.

    Args:
        package: the package; each of its modules that is in the table has a `command`.
        table: each command's name, and the text of its short help.
    """

    def __init__(self, *arguments: Any, package: str, table: dict[str, str], **named: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **named)
        self.package = package
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, without loading any."""
        return sorted(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in self.table:
            return None
        command = importlib.import_module(f"{self.package}.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of the table has one
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `--help`, from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self.table.items()))


@click.command(cls=Commands, package=__name__, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(anyarch.__version__, prog_name="anyarch")
def cli() -> None:
    """A drop-in docker that ends "exec format error".

    anyarch stands in front of docker. For run, create and pull it finds out which platforms the image is offered for
    and what the engine executes, adds --platform where that is needed, and becomes the real docker.

    To put it on: anyarch shim install
    """


def main(name: str = "anyarch") -> NoReturn:
    """Run the words of `sys.argv`, and exit; `name` is what the help calls the program."""
    try:
        status = cli.main(prog_name=name, standalone_mode=False)
    except FailureError as failure:
        _say(str(failure))
        sys.exit(failure.code)
    except click.ClickException as refused:
        _show(refused)
        sys.exit(ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    except SystemExit:  # how click ends where whoever reads has left
        sys.exit(ExitCode.FINE)
    except Exception as bug:  # noqa: BLE001 - a bug, told as one
        _report(bug)
        sys.exit(ExitCode.BUG)
    sys.exit(status if isinstance(status, int) else ExitCode.FINE)


def _say(sentence: str) -> None:
    click.echo(f"anyarch: {printable(sentence)}", err=True)


def _show(refused: click.ClickException) -> None:
    """What click says of wrong words; it quotes them as they were typed."""
    said = io.StringIO()
    refused.show(said)
    for line in said.getvalue().removesuffix("\n").split("\n"):
        click.echo(printable(line.expandtabs()), err=True)


def _report(bug: Exception) -> None:
    """What a person can paste: where it happened, but not what the exception says, as that may quote secret words."""
    _say("this is a bug in anyarch. Please report it with the lines below.")
    click.echo(f"anyarch {anyarch.__version__}, Python {platform.python_version()}, {platform.platform()}", err=True)
    click.echo("".join(traceback.format_tb(bug.__traceback__)) + type(bug).__qualname__, err=True)
