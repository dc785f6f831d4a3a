"""The setup that `anyarch doctor` examines."""

from typing import NamedTuple

from anyarch.person.settings import Settings


class Setup(NamedTuple):
    """What each subject is given.

    Attributes:
        environment: the process's variables.
        folder: where the shim is, or would be.
        settings: the settings in force.
        docker: the real docker; empty if there is none.
        shell: the name of the shell that anyarch was called from.
        has_function: whether that shell has the function.
    """

    environment: dict[str, str]
    folder: str
    settings: Settings
    docker: str
    shell: str
    has_function: bool
