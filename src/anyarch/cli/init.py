"""`anyarch init SHELL`: print the function that makes `docker` anyarch's in an interactive shell."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.install import launcher, real_docker


@click.command("init")
@click.argument("shell", type=click.Choice(launcher.SHELLS))
@click.option("--dir", "folder", metavar="DIR", help="Where the shim is.  [default: under your data folder]")
def command(shell: str, folder: str | None) -> None:
    """Print the shell function `docker` for SHELL.

    Load it where your shell starts, for bash in ~/.bashrc:

    \b
        eval "$(anyarch init bash)"

    The function calls the shim, which is installed first if it is missing. `anyarch shim install` writes the same
    text to a file, so that a shell can load it without starting Python:

    \b
        . "$(anyarch shim path)/init.bash"
    """
    folder = folder or launcher.default_folder()
    if launcher.look(folder) is None:
        try:
            launcher.install(folder, real_docker.find(dict(os.environ)))
        except (real_docker.NotFoundError, OSError) as error:
            raise AnyarchError(f"The shim could not be installed in {folder}: {error}") from error
    click.echo(os.fsencode(launcher.function(shell, folder)), nl=False)
