"""`anyarch completion SHELL`: print the script that completes anyarch's commands, options and names in a shell."""

import click

from anyarch.cli import _output
from anyarch.install import launcher, templates


@click.command("completion")
@click.argument("shell", type=click.Choice(launcher.SHELLS))
def command(shell: str) -> None:
    """Print the completion script for SHELL.

    It completes commands, options, images, containers, contexts, platforms and settings. Load it where your shell
    starts:

    \b
        eval "$(anyarch completion bash)"        # in ~/.bashrc
        eval "$(anyarch completion zsh)"         # in ~/.zshrc, after compinit
        anyarch completion fish | source         # in ~/.config/fish/config.fish

    Or write it to where your shell looks for completions, such as
    ~/.local/share/bash-completion/completions/anyarch. `docker anyarch` is completed by docker's own script.
    """
    _output.exactly(templates.text(f"completion.{shell}"), end="")
