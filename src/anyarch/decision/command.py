"""What the container of a `run` or `create` starts, by the command line and the image's configuration, as for docker.

* ``--entrypoint X`` replaces ENTRYPOINT and drops CMD; an empty one resets both (docker/cli, opts.go; moby, merge.go).
* Arguments after IMAGE replace CMD.
* ``--workdir`` and ``--env PATH=`` override the image's own.
* What is under a mount (``--volume``, ``--mount``, ``--tmpfs``, ``--volumes-from``) is not the image's, so it cannot be
  seen in the image. An anonymous volume begins with what the image has there.

It reads no files: see `programs.entry_point`.
"""

import csv
import posixpath
from collections.abc import Callable

from anyarch.bare.command_line import Invocation
from anyarch.decision.facts import UnseenError
from anyarch.programs.start import File, Start

_TARGETS = frozenset(("target", "destination", "dst"))
_EVERYWHERE = "/"


def combined(invocation: Invocation, image: Start) -> Start:
    """What the container starts; `image` is what the image alone would."""
    chosen = invocation.flags.get("entrypoint")
    entrypoint = () if image.entrypoint == ("",) else image.entrypoint
    command = tuple(invocation.arguments)
    if chosen is not None:
        entrypoint = (chosen,) if chosen else ()
    else:
        command = command or image.command
    variables = (value for name, value in invocation.given if name == "env" and value.startswith("PATH="))
    path = [image.path, *(variable.partition("=")[2] for variable in variables)][-1]
    folder = invocation.flags.get("workdir") or image.folder
    return image._replace(entrypoint=entrypoint, command=command, path=path, folder=folder)


def mounted(invocation: Invocation) -> tuple[str, ...]:
    """The paths in the container at which something else than the image's own files is."""
    found: list[str] = []
    for name, value in invocation.given:
        if name == "volume":
            found += value.split(":")[1:2]
        elif name == "tmpfs":
            found.append(value.partition(":")[0])
        elif name == "mount":
            fields = (field.partition("=") for field in next(csv.reader([value]), []))
            found += [path for key, _, path in fields if key.strip().lower() in _TARGETS]
        elif name == "volumes-from":
            found.append(_EVERYWHERE)
    return tuple(posixpath.normpath(path) for path in found if path.startswith("/"))


def starts_under_a_mount(invocation: Invocation) -> bool:
    """Whether the command line itself names a program that is under a mount, whatever the image has."""
    start = combined(invocation, Start())
    word = (*start.entrypoint, *start.command, "")[0]
    return "/" in word and _is_under(posixpath.join("/", start.folder, word), mounted(invocation))


def visible(look: Callable[[str], File | None], mounts: tuple[str, ...]) -> Callable[[str], File | None]:
    """`look`, which returns the image's file at a path, but it raises `UnseenError` for what is under a mount."""

    def look_beside(path: str) -> File | None:
        found = None if _is_under(path, mounts) else look(path)
        if _is_under(path, mounts) or (found and _is_under(found.path, mounts)):
            raise UnseenError(f"{path} is under a mount, where it cannot be seen before the container runs.")
        return found

    return look_beside


def _is_under(path: str, mounts: tuple[str, ...]) -> bool:
    normal = posixpath.normpath(path)
    return any(mount == "/" or f"{normal}/".startswith(f"{mount}/") for mount in mounts)
