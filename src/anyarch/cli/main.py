"""The command `anyarch`: the table of its commands, and how they may end."""

import io
import platform
import sys
import traceback
from typing import NoReturn

import click

import anyarch
from anyarch.bare.errors import AnyarchError
from anyarch.cli import _output
from anyarch.cli._commands import Commands
from anyarch.person.errors import ExitCode

COMMANDS = {
    "build": "Run docker build, for another platform if that has all needed images.",
    "cache": "Inspect and manage the image cache.",
    "compose": "Run docker compose, and prepare the images that it needs.",
    "config": "Show or change the settings.",
    "diagnose": "Explain why an image or a container does not run, and how to fix it.",
    "doctor": "Check that anyarch is active, and what this engine can run.",
    "emulators": "Manage emulators for other CPUs.",
    "init": "Print the shell function `docker`, to load in an interactive shell.",
    "log": "Show what the shim changed recently, and why.",
    "options": "Show the ways to run an image here: an existing one, a build, or emulation.",
    "override": "Print a Compose file with the platforms that a project's services need.",
    "plan": "Show what anyarch would do with a docker command, without doing it.",
    "platforms": "Show which platforms images are available for.",
    "prepare": "Pull images that only other platforms have, for Compose and SDKs.",
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
    """Run the command in `sys.argv`, and exit; `name` is the program's name in its help."""
    try:
        status = cli.main(prog_name=name, standalone_mode=False)
    except AnyarchError as failure:
        _output.note(f"anyarch: {failure}")
        sys.exit(failure.code)
    except click.ClickException as refused:
        _show(refused)
        sys.exit(ExitCode.USAGE)
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    except SystemExit:  # click ends this way when the reader of a pipe is gone
        sys.exit(ExitCode.FINE)
    except Exception as bug:  # noqa: BLE001 - reported as a bug
        _report(bug)
        sys.exit(ExitCode.BUG)
    sys.exit(status if isinstance(status, int) else ExitCode.FINE)


def _show(refused: click.ClickException) -> None:
    """Print click's usage error, which quotes words as they were typed."""
    shown = io.StringIO()
    refused.show(shown)
    for line in shown.getvalue().removesuffix("\n").split("\n"):
        _output.note(line.expandtabs())


def _report(bug: Exception) -> None:
    """Print lines for a bug report: where it happened, but not the exception's message, which may quote secrets."""
    _output.note("anyarch: this is a bug in anyarch. Please report it with the lines below.")
    _output.note(f"anyarch {anyarch.__version__}, Python {platform.python_version()}, {platform.platform()}")
    for line in "".join(traceback.format_tb(bug.__traceback__)).splitlines():
        _output.note(line)
    _output.note(type(bug).__qualname__)
