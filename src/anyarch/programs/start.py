"""What a container is told to start, as its image's or its own configuration says, and the files that it may start.

The configuration is what the Docker Engine API calls ``Config``, and the OCI image specification ``config``
(image-spec, config.md). ENTRYPOINT and CMD are lists there, also where the Dockerfile has a line for the shell.

It does not look for the command, nor follow what it starts: that is `entry_point`.
"""

from typing import NamedTuple

from anyarch.bare import documents

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # docker's, for an image without one
_NO_CHECK = "NONE"  # HEALTHCHECK NONE, which switches off the check of the image below


class File(NamedTuple):
    """A file inside a container.

    Attributes:
        path: where it is: it is no link itself, though folders on the way may be.
        is_folder: whether it is a folder, which has no content.
        permissions: the nine bits.
        owner: the number of the user who owns it.
        size: its length in bytes.
        content: its beginning.
    """

    path: str
    is_folder: bool
    permissions: int
    owner: int
    size: int
    content: bytes


class Start(NamedTuple):
    """What a container is told to start.

    Attributes:
        entrypoint: the words of ENTRYPOINT.
        command: the words of CMD, which follow those of ENTRYPOINT.
        path: PATH, along which a command without a slash is looked for.
        folder: WORKDIR; empty for the root.
        user: USER, by name or number, perhaps with ``:GROUP``; empty for root.
        checks_health: whether there is a HEALTHCHECK.
    """

    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    path: str = DEFAULT_PATH
    folder: str = ""
    user: str = ""
    checks_health: bool = False


def read(configuration: object) -> Start:
    """What a configuration says; what it leaves out is empty, or docker's default.

    Raises:
        ValueError: ENTRYPOINT, CMD or HEALTHCHECK holds something other than words.
    """
    check = _words(configuration, "Healthcheck", "Test")
    return Start(
        entrypoint=_words(configuration, "Entrypoint"),
        command=_words(configuration, "Cmd"),
        path=_path(configuration),
        folder=documents.text(configuration, "WorkingDir"),
        user=documents.text(configuration, "User"),
        checks_health=bool(check) and check[0] != _NO_CHECK,
    )


def _path(configuration: object) -> str:
    variables = (text for text in documents.items(configuration, "Env") if isinstance(text, str))
    return next((text.partition("=")[2] for text in variables if text.startswith("PATH=")), DEFAULT_PATH)


def _words(configuration: object, *keys: str) -> tuple[str, ...]:
    found = documents.items(configuration, *keys)
    words = tuple(word for word in found if isinstance(word, str))
    if len(words) != len(found):
        raise ValueError(f"{'.'.join(keys)} is not a list of words")
    return words
