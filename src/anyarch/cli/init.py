"""`anyarch init SHELL`: print the function that makes `docker` anyarch's in an interactive shell."""

import os

import click

from anyarch.bare.errors import AnyarchError
from anyarch.cli import _options, _output
from anyarch.install import launcher, real_docker


@click.command("init")
@click.argument("shell", type=click.Choice(launcher.SHELLS))
@_options.folder
def command(shell: str, folder: str | None) -> None:
    """Print the shell function `docker` for SHELL.

    Load it where your shell starts, for bash in ~/.bashrc:

    \b
        eval "$(anyarch init bash)"

    The function calls the shim, which is installed first if it is missing. `anyarch shim install` writes the same
    function to a file, so that a shell can load it without starting Python:

    \b
        . "$(anyarch shim path)/init.bash"
    """
    folder = folder or launcher.default_folder()
    if launcher.look(folder) is None:
        try:
            launcher.install(folder, real_docker.find(dict(os.environ)))
        except (real_docker.NotFoundError, OSError) as error:
            raise AnyarchError(f"The shim could not be installed in {folder}: {error}") from error
    _output.exactly(os.fsencode(launcher.function(shell, folder)), end="")
