"""What a container starts, read from its configuration or its image's, and the files in it.

The configuration is called ``Config`` in the Docker Engine API, and ``config`` in the OCI image specification
(image-spec, config.md). There, ENTRYPOINT and CMD are always lists, also if the Dockerfile has the shell form.

It does not find the command in the container, or follow what that starts: see `entry_point`.
"""

from typing import NamedTuple

from anyarch.bare import documents

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # docker's, for an image without PATH
SETUID = 0o4000  # in `File.permissions`: who executes the file gets the rights of its owner
_NO_CHECK = "NONE"  # HEALTHCHECK NONE, which turns off the check of the base image


class File(NamedTuple):
    """A file inside a container.

    Attributes:
        path: its path; the file is not a symbolic link, but folders in the path may be.
        is_folder: whether it is a folder, which has no content.
        permissions: the nine permission bits, and `SETUID`.
        owner: the user ID of its owner.
        size: its size in bytes.
        content: the beginning of its content.
        has_capabilities: whether it has file capabilities (capabilities(7)).
    """

    path: str
    is_folder: bool
    permissions: int
    owner: int
    size: int
    content: bytes
    has_capabilities: bool = False


class Start(NamedTuple):
    """What a container starts, and where it finds that.

    Attributes:
        entrypoint: the words of ENTRYPOINT.
        command: the words of CMD, which come after those of ENTRYPOINT.
        path: PATH, in which a command without a slash is searched.
        folder: WORKDIR; empty for the root.
        user: USER, by name or number, perhaps with ``:GROUP``; empty for root.
        checks_health: whether there is a HEALTHCHECK.
        environment: the variables of ENV, each as ``NAME=value``.
    """

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    path: str = DEFAULT_PATH
    folder: str = ""
    user: str = ""
    checks_health: bool = False
    environment: tuple[str, ...] = ()


def read(configuration: object) -> Start:
    """Read a configuration; what is missing in it is empty, or docker's default.

    Raises:
        ValueError: ENTRYPOINT, CMD or HEALTHCHECK is not a list of words; the message is a clause.
    """
    check = _words(configuration, "Healthcheck", "Test")
    environment = tuple(text for text in documents.items(configuration, "Env") if isinstance(text, str) and "=" in text)
    return Start(
        entrypoint=_words(configuration, "Entrypoint"),
        command=_words(configuration, "Cmd"),
        path=_path(environment),
        folder=documents.text(configuration, "WorkingDir"),
        user=documents.text(configuration, "User"),
        checks_health=bool(check) and check[0] != _NO_CHECK,
        environment=environment,
    )


def _path(environment: tuple[str, ...]) -> str:
    return next((text.partition("=")[2] for text in environment if text.startswith("PATH=")), DEFAULT_PATH)


def _words(configuration: object, *keys: str) -> tuple[str, ...]:
    found = documents.items(configuration, *keys)
    words = tuple(word for word in found if isinstance(word, str))
    if len(words) != len(found):
        raise ValueError(f"{'.'.join(keys)} is not a list of words")
    return words
