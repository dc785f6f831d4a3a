"""The command `anyarch`: the table of its commands, and how a command may end."""

import io
import platform
import sys
import traceback
from typing import NoReturn

import click

import anyarch
from anyarch.bare.errors import AnyarchError
from anyarch.cli.commands import Commands
from anyarch.person.errors import ExitCode
from anyarch.person.text import printable

COMMANDS = {
    "cache": "Inspect and manage the image cache.",
    "config": "Show or change the settings.",
    "diagnose": "Explain why an image or a container does not run, and how to fix it.",
    "doctor": "Check that anyarch is active, and what this engine can run.",
    "emulators": "Manage emulators for other CPUs.",
    "init": "Print the shell function that makes docker anyarch in a shell.",
    "log": "Show what the shim changed recently, and why.",
    "options": "Show the ways to run an image here: an existing one, a build, or emulation.",
    "plan": "Show what anyarch would do with a docker command, without doing it.",
    "platforms": "Show which platforms images are available for.",
    "shim": "Install, locate, check or remove the shim.",
    "verify": "Check that a container is up, and which CPU its program is for.",
}
_INTERRUPTED = 130


@click.command(
    cls=Commands, package="anyarch.cli", table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(anyarch.__version__, prog_name="anyarch")
def cli() -> None:
    """A drop-in docker that ends "exec format error".

    anyarch runs before the real docker. For run, create and pull it looks up which platforms the image is available for
    and what the engine can run, adds --platform where that is needed, and replaces itself with docker.

    To install it: anyarch shim install
    """


def main(name: str = "anyarch") -> NoReturn:
    """Run the words of `sys.argv`, and exit; `name` is what the help calls the program."""
    try:
        status = cli.main(prog_name=name, standalone_mode=False)
    except AnyarchError as failure:
        _say(str(failure))
        sys.exit(failure.code)
    except click.ClickException as refused:
        _show(refused)
        sys.exit(ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    except SystemExit:  # how click ends when the reader of a pipe has gone
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
