"""The command `anyarch`: the table of its commands, and how they may end."""

import io
import os
import platform
import sys
import traceback
from typing import NoReturn

import click

import anyarch
from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output
from anyarch.cli._commands import REQUESTS, Commands
from anyarch.cli._reports.failure import Error
from anyarch.person import links
from anyarch.person.errors import ExitCode
from anyarch.person.reasons import why

COMMANDS = {
    "build": "Run docker build, for another platform if that has all needed images.",
    "cache": "Inspect and manage the image cache.",
    "completion": "Print the completion script for a shell.",
    "compose": "Run docker compose, and prepare the images that it needs.",
    "config": "Show or change the settings.",
    "diagnose": "Explain why an image or a container does not run, and how to fix it.",
    "doctor": "Check that anyarch is active, and what this engine can run.",
    "emulators": "Manage emulators for other CPUs.",
    "help": "Show the help of a command.",
    "init": "Print the shell function `docker`, to load in an interactive shell.",
    "log": "Show what the shim changed recently, and why.",
    "options": "Show the ways to run an image here: an existing one, a build, or emulation.",
    "override": "Print a Compose file with the platforms that a project's services need.",
    "plan": "Show what anyarch would do with a docker command, without doing it.",
    "platforms": "Show which platforms images are available for.",
    "prepare": "Pull images that only other platforms have, for Compose and SDKs.",
    "route": "Show, set and test the engines that commands can be routed to.",
    "run-on": "Run a container on the engine of another docker context.",
    "shim": "Install, locate, check or remove the shim.",
    "verify": "Check that a container is up, and which CPU its program is for.",
    "version": "Show the versions that a bug report needs.",
}
_INTERRUPTED = 130
_BUG = "This is a bug in anyarch. Standard error has lines for a report."
_BECOMING = ("build", "compose", "run-on")  # docker, whose words they take


@click.command(
    cls=Commands, package="anyarch.cli", table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@_options.color
@click.version_option(anyarch.__version__, prog_name="anyarch")
def cli() -> None:
    """A drop-in docker that ends "exec format error".

    anyarch runs before the real docker. For run, create and pull it looks up which platforms the image is available for
    and what the engine can run, adds --platform where that is needed, and replaces itself with docker.

    To install it: anyarch shim install
    """


def main(name: str = "anyarch") -> NoReturn:
    """Run the command in `sys.argv`, and exit; `name` is the program's name in its help."""
    _open_what_is_closed()
    function = os.environ.pop("ANYARCH_FUNCTION", "")  # doctor wants it, and docker may not get it
    try:
        if sys.argv[1:2] and sys.argv[1] in REQUESTS:
            from anyarch.cli import _completion  # noqa: PLC0415 - loads what can ask an engine

            _completion.answer(cli, sys.argv[2:])
            sys.exit(ExitCode.FINE)
        status = cli.main(prog_name=name, standalone_mode=False, obj=function)
    except AnyarchError as failure:
        _output.note(f"anyarch: {failure}")
        if failure.remedy:
            _output.note(f"fix: {failure.remedy}")
        _fail(ExitCode(failure.code), str(failure), failure.remedy)
    except click.ClickException as refused:
        _show(refused)
        _fail(ExitCode.USAGE, refused.format_message())
    except (KeyboardInterrupt, click.Abort):
        sys.exit(_INTERRUPTED)
    except SystemExit:  # click ends this way when the reader of a pipe is gone
        sys.exit(ExitCode.FINE)
    except OSError as failure:
        if not _output.is_of_printing(failure):
            _report(failure)
            _fail(ExitCode.BUG, _BUG)
        _output.give_up()
        _output.note(f"anyarch: the output cannot be written: {why(failure)}.")
        sys.exit(ExitCode.FINDING)
    except Exception as bug:  # noqa: BLE001 - reported as a bug
        _report(bug)
        _fail(ExitCode.BUG, _BUG)
    sys.exit(status if isinstance(status, int) else ExitCode.FINE)


def _open_what_is_closed() -> None:
    """Lead standard input, output, or error nowhere if it is closed (``2>&-``): the next file would get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - until the process ends


def _fail(code: ExitCode, message: str, remedy: str = "") -> NoReturn:
    """Exit; for a program that wants JSON, print why as well."""
    words = sys.argv[1:]
    words = words[: words.index("--")] if "--" in words else words
    if "--json" in words and words[0] not in _BECOMING:
        error: Error = {"error": {"code": code.value, "name": code.name, "message": message, "remedy": remedy or None}}
        _output.failed(error)
    sys.exit(code)


def _show(refused: click.ClickException) -> None:
    """Print click's usage error, which quotes words as they were typed."""
    shown = io.StringIO()
    refused.show(shown)
    for line in shown.getvalue().removesuffix("\n").split("\n"):
        _output.note(line.expandtabs())


def _report(bug: Exception) -> None:
    """Print lines for a bug report: where it happened, but not the exception's message, which may quote secrets."""
    _output.note("anyarch: this is a bug in anyarch. Please report it with the lines below.")
    _output.note(links.ISSUES)
    _output.note(f"anyarch {anyarch.__version__}, Python {platform.python_version()}, {platform.platform()}")
    for line in "".join(traceback.format_tb(bug.__traceback__)).splitlines():
        _output.note(line)
    _output.note(type(bug).__qualname__)
