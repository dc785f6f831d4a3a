"""`anyarch shim install|path|status|remove`: the docker that stands in front of docker."""

import json
import os
import shlex

import click

from anyarch.bare.errors import AnyarchError
from anyarch.install import launcher, plugin, real_docker
from anyarch.person.errors import UsageError
from anyarch.person.text import printable

_folder = click.option(
    "--dir", "folder", metavar="DIR", help="The folder of the shim.  [default: under your data folder]"
)


@click.group("shim")
def command() -> None:
    """Install, find, look at or remove the docker that stands in front of docker."""


@command.command()
@_folder
@click.option("--docker", metavar="PATH", help="The real docker.  [default: the first in PATH that is no shim]")
@click.option(
    "--plugin/--no-plugin", "with_plugin", default=True, help="Also make it `docker anyarch`.  [default: yes]"
)
@click.option("--hook/--no-hook", default=None, help="Have docker point at `docker anyarch diagnose` after a failure.")
def install(folder: str | None, docker: str | None, *, with_plugin: bool, hook: bool | None) -> None:
    """Write the shim, and print its folder.

    Scripts and everything else then use it with the folder first in PATH:

    \b
        PATH="$(anyarch shim path):$PATH"

    An interactive shell can use the function instead, see `anyarch init --help`.
    """
    folder = os.path.abspath(folder or launcher.default_folder())
    environment = dict(os.environ)
    if docker:
        environment["ANYARCH_DOCKER"] = docker
    try:
        launcher.install(folder, real_docker.find(environment))
    except real_docker.NotFoundError as error:
        if docker:
            raise UsageError(f"{docker!r} is not an executable file, or is a shim itself.") from error
        raise
    except OSError as error:
        raise AnyarchError(f"The shim cannot be written: {error}. Choose another --dir.") from error
    if with_plugin:
        _install_plugin(environment, hook=hook)
    click.echo(os.fsencode(folder))
    if os.isatty(1):
        click.echo(f"To use it, put it first in PATH: export PATH={printable(shlex.quote(folder))}:$PATH", err=True)
        click.echo("To look whether it is on: anyarch doctor", err=True)


@command.command()
@_folder
def path(folder: str | None) -> None:
    """Print the shim's folder."""
    click.echo(os.fsencode(os.path.dirname(_installed(folder).launcher)))


@command.command()
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(folder: str | None, *, as_json: bool) -> None:
    """Say whether the shim is installed, whole, and first in PATH."""
    found = _installed(folder)
    first = launcher.first_in_path(os.environ.get("PATH", ""))
    state = {
        "launcher": found.launcher,
        "docker": found.docker,
        "docker_exists": real_docker.is_docker(found.docker),
        "python": found.python,
        "python_exists": os.access(found.python, os.X_OK),
        "first_in_path": bool(first) and os.path.samefile(first, found.launcher),
    }
    if as_json:
        click.echo(json.dumps(state))
    else:
        for name, value in state.items():
            shown = printable(value) if isinstance(value, str) else "yes" if value else "no"
            click.echo(f"{name.replace('_', ' '):15}{shown}")


@command.command()
@_folder
def remove(folder: str | None) -> None:
    """Remove the shim and the plugin, and nothing else."""
    folder = folder or launcher.default_folder()
    if not launcher.remove(folder):
        raise AnyarchError(f"There is no shim in {folder}.")
    try:
        plugin.remove(dict(os.environ))
    except (OSError, plugin.HookError) as error:
        raise AnyarchError(f"The shim is gone, but not all of the plugin: {error}") from error


def _install_plugin(environment: dict[str, str], *, hook: bool | None) -> None:
    """The shim works without the plugin, so that what is in its way is told, and no failure."""
    try:
        plugin.install(environment)
        if hook is not None:
            plugin.switch_hook(environment, on=hook)
    except (OSError, plugin.HookError) as error:
        click.echo(printable(f"anyarch: the shim is installed, but not the plugin `docker anyarch`: {error}"), err=True)


def _installed(folder: str | None) -> launcher.Installation:
    folder = os.path.abspath(folder or launcher.default_folder())
    found = launcher.look(folder)
    if found is None:
        raise AnyarchError(f"There is no shim in {folder}: run `anyarch shim install`.")
    return found
