"""`anyarch shim install|path|status|remove`: the script called docker that runs before the real docker."""

import os
import shlex

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output
from anyarch.cli._commands import Group
from anyarch.diagnosis.doctor import shells
from anyarch.install import launcher, plugin, real_docker, startup_block
from anyarch.person import log
from anyarch.person.errors import UsageError
from anyarch.person.reasons import why


@click.group("shim", cls=Group)
def command() -> None:
    """Install, locate, check or remove the shim.

    The shim is a small script called docker. It runs before the real docker if its directory comes first in PATH.
    """


@command.command()
@_options.folder
@click.option("--docker", metavar="PATH", help="The real docker.  [default: the first in PATH that is not a shim]")
@click.option(
    "--plugin/--no-plugin", "with_plugin", default=True, help="Also install `docker anyarch`.  [default: --plugin]"
)
@click.option("--compose", "handles_compose", is_flag=True, help="Also prepare images before `docker compose`.")
@click.option("--hook/--no-hook", default=None, help="Have docker suggest `docker anyarch diagnose` after a failure.")
def install(
    folder: str | None, docker: str | None, *, with_plugin: bool, handles_compose: bool, hook: bool | None
) -> None:
    """Write the shim, and print its directory.

    To use it in scripts and everything else, put the directory first in PATH:

    \b
        PATH="$(anyarch shim path):$PATH"

    With --compose, plain `docker compose` does what `anyarch compose` does; install again without it to turn that off.

    In an interactive shell you can use a function instead: see `anyarch init --help`.
    """
    folder = os.path.abspath(folder or launcher.default_folder())
    environment = dict(os.environ)
    if docker:
        environment["ANYARCH_DOCKER"] = docker
    try:
        launcher.install(folder, real_docker.find(environment), handles_compose=handles_compose)
    except real_docker.NotFoundError as error:
        if docker:
            raise UsageError(f"{docker!r} is not an executable file, or is a shim itself.") from error
        raise
    except OSError as error:
        words = why(error) if folder in why(error) else f"{folder}: {why(error)}"
        raise AnyarchError(f"The shim cannot be written: {words}. Choose another --dir.") from error
    log.write(environment, f"The shim was installed in {folder}.")  # the launcher adds lines, but makes no folder
    if with_plugin:
        _install_plugin(environment, folder, hook=hook)
    _output.exactly(os.fsencode(folder))
    if os.isatty(1):
        _output.note(f"To use it, put it first in PATH: export PATH={shlex.quote(folder)}:$PATH")
        _output.note("To check that it is active: anyarch doctor")


@command.command()
@_options.folder
def path(folder: str | None) -> None:
    """Print the shim's directory."""
    _output.exactly(os.fsencode(os.path.dirname(_installed(folder).launcher)))


@command.command()
@_options.folder
@_options.as_json
def status(folder: str | None, *, as_json: bool) -> None:
    """Show whether the shim is installed, works, and comes first in PATH."""
    found = _installed(folder)
    first = launcher.first_in_path(os.environ.get("PATH", ""))
    state: dict[str, str | bool] = {
        "launcher": found.launcher,
        "docker": found.docker,
        "docker_exists": real_docker.is_docker(found.docker),
        "python": found.python,
        "python_exists": os.access(found.python, os.X_OK),
        "first_in_path": bool(first) and os.path.samefile(first, found.launcher),
        "current": found.is_current,
        "compose": found.handles_compose,
    }
    words: dict[str | bool, str] = {True: "yes", False: "no"}
    lines = (f"{name.replace('_', ' '):15}{words.get(value, value)}" for name, value in state.items())
    _output.result(state, lines, as_json=as_json)
    if not found.is_current:
        _output.note(f"The shim was written by another version of anyarch. To renew it: {_renewing(found)}")


@command.command()
@_options.folder
def remove(folder: str | None) -> None:
    """Remove the shim, and the plugin if no other shim is left.

    A line in a startup file that loads the function then changes nothing, and does not install the shim again.
    """
    folder = os.path.abspath(folder or launcher.default_folder())
    try:
        was_there = launcher.remove(folder)
    except OSError as error:
        raise AnyarchError(f"The shim in {folder} cannot be removed: {why(error)}.") from error
    if not was_there:
        raise AnyarchError(f"There is no shim in {folder}.")
    try:
        plugin.remove(dict(os.environ), folder)
    except (OSError, plugin.HookError) as error:
        raise AnyarchError(f"The shim was removed, but the plugin was not: {why(error)}.") from error
    for shell in launcher.SHELLS:
        for line in shells.loading_lines(shell, dict(os.environ), folder):
            fix = f"anyarch init {shell} --remove" if startup_block.is_own(line.text) else "remove that line by hand"
            _output.note(f"{line.file}, line {line.number}, still loads the function, which now changes nothing: {fix}")


def _install_plugin(environment: dict[str, str], folder: str, *, hook: bool | None) -> None:
    """Install the plugin. The shim works without it, so a problem is printed, and is not a failure."""
    try:
        plugin.install(environment, folder)
        if hook is not None:
            plugin.switch_hook(environment, on=hook)
    except (OSError, plugin.HookError) as error:
        _output.note(f"anyarch: the shim is installed, but the plugin `docker anyarch` is not: {why(error)}.")


def _renewing(found: launcher.Installation) -> str:
    folder = os.path.dirname(found.launcher)
    words = ["anyarch", "shim", "install", *(["--dir", folder] if folder != launcher.default_folder() else [])]
    compose = ["--compose"] if found.handles_compose else []
    return shlex.join([*words, *compose, "--docker", found.docker])


def _installed(folder: str | None) -> launcher.Installation:
    folder = os.path.abspath(folder or launcher.default_folder())
    found = launcher.look(folder)
    if found is None:
        raise AnyarchError(f"There is no shim in {folder}. To install it: anyarch shim install")
    return found
