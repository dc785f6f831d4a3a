"""Find the real docker: never a shim of anyarch's, told by the second line of the file, whatever its name or folder.

The launcher follows the same rule in shell (shell/docker), for the day on which the one that was baked in has gone.
"""

import os

from anyarch.bare.errors import AnyarchError
from anyarch.install import templates

MARK = b"# anyarch shim:"


class NotFoundError(AnyarchError):
    """There is no real docker."""


def is_shim(path: str) -> bool:
    """Whether a file is a launcher that anyarch wrote."""
    return templates.is_marked(path, MARK)


def is_docker(path: str) -> bool:
    """Whether a file can be run as docker, and is no shim."""
    return os.path.isfile(path) and os.access(path, os.X_OK) and not is_shim(path)


def find(environment: dict[str, str]) -> str:
    """The absolute path of the real docker: ANYARCH_DOCKER, else the first along PATH; links are not resolved.

    Raises:
        NotFoundError: neither is there.
    """
    chosen = environment.get("ANYARCH_DOCKER", "")
    if chosen:
        if not is_docker(chosen):
            raise NotFoundError(f"ANYARCH_DOCKER is {chosen!r}, which is not an executable file or is a shim itself.")
        return os.path.abspath(chosen)
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        path = os.path.abspath(os.path.join(folder, "docker"))
        if is_docker(path):
            return path
    raise NotFoundError("There is no docker in PATH: install it, or name it with ANYARCH_DOCKER=/path/to/docker.")
