"""`anyarch init SHELL`: the function that makes `docker` anyarch's in an interactive shell, printed or written."""

import os
import shlex

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output
from anyarch.diagnosis.doctor import shells
from anyarch.install import launcher, real_docker, startup_block
from anyarch.person.errors import UsageError
from anyarch.person.reasons import why


@click.command("init")
@click.argument("shell", type=click.Choice(launcher.SHELLS))
@_options.folder
@click.option("--write", "is_written", is_flag=True, help="Have the startup file of SHELL load it, and print its name.")
@click.option(
    "--remove", "is_removed", is_flag=True, help="Remove what --write has written, and print the file's name."
)
def command(shell: str, folder: str | None, *, is_written: bool, is_removed: bool) -> None:
    """Set up the shell function `docker` for SHELL, or print it.

    To have each new shell load it:

    \b
        anyarch init bash --write

    This adds lines to ~/.bashrc, ~/.zshrc, or ~/.config/fish/config.fish, and keeps the former file next to it, with
    .before-anyarch at the end of its name. The function calls the shim, which is installed if it is missing.

    Without an option, the function is printed. To load it in the current shell:

    \b
        eval "$(anyarch init bash)"

    In this case, the shim is installed only if you have not removed it, and not in a directory that you name.
    """
    folder = os.path.abspath(folder or launcher.default_folder())
    if is_written and is_removed:
        raise UsageError("--write and --remove cannot be used together.")
    if is_removed:
        _remove(shell, folder)
    elif is_written:
        _write(shell, folder)
    else:
        _print(shell, folder)


def _print(shell: str, folder: str) -> None:
    if launcher.look(folder) is None:
        if folder != launcher.default_folder():
            _output.note(f"anyarch: {_missing(folder)}, so docker stays as it is. To install it: {_installing(folder)}")
        elif not launcher.was_removed():
            _install(folder)
        elif os.isatty(2):
            _output.note(
                f"anyarch: the shim was removed, so docker stays as it is. To install it again: {_installing(folder)}. "
                f"To no longer load it: anyarch init {shell} --remove"
            )
    _output.exactly(os.fsencode(launcher.function(shell, folder)), end="")


def _write(shell: str, folder: str) -> None:
    environment = dict(os.environ)
    if launcher.look(folder) is None:
        if folder != launcher.default_folder():
            raise AnyarchError(f"{_missing(folder).capitalize()}. To install it: {_installing(folder)}")
        _install(folder)
    file = startup_block.path(shell, environment)
    _check(shell, folder, environment, "already")
    startup_block.write(file, shell, os.path.join(folder, f"init.{shell}"))
    _output.exactly(os.fsencode(file))
    _output.note(f"To use it in this shell: {_loading(shell, folder)}")


def _remove(shell: str, folder: str) -> None:
    environment = dict(os.environ)
    file = startup_block.path(shell, environment)
    if startup_block.remove(file):
        _output.exactly(os.fsencode(file))
    _check(shell, folder, environment, "still")


def _check(shell: str, folder: str, environment: dict[str, str], when: str) -> None:
    """Raise AnyarchError if a line that the user has written loads the function."""
    for line in shells.loading_lines(shell, environment, folder):
        if not startup_block.is_own(line.text):
            where = f"{line.file}, line {line.number}"
            raise AnyarchError(f"{where}, {when} loads the function. Remove that line by hand.")


def _loading(shell: str, folder: str) -> str:
    return shlex.join(["source" if shell == "fish" else ".", os.path.join(folder, f"init.{shell}")])


def _install(folder: str) -> None:
    try:
        launcher.install(folder, real_docker.find(dict(os.environ)))
    except (real_docker.NotFoundError, OSError) as error:
        raise AnyarchError(f"The shim could not be installed in {folder}: {why(error)}.") from error


def _missing(folder: str) -> str:
    return f"there is no shim in {folder}"


def _installing(folder: str) -> str:
    named = [] if folder == launcher.default_folder() else ["--dir", folder]
    return shlex.join(["anyarch", "shim", "install", *named])
