"""The intercepted command, from its words to the real docker: what the launcher runs.

`main` never returns. Either the words are docker's at once (another verb, help, an unknown flag), or the quick answer
settles it (row 3 of the table: a local image for the engine's own platform, by far the most frequent case), or the
pre-flight decides. Then the process becomes the real docker, by exec, with the words as given or with a platform
added. Any error on the way means: with the words as given. A ^C on the way ends the command.

This is the hot path. Up to and including the quick answer nothing is loaded but the modules imported below, which
load nothing in turn: a test counts them.
"""

import _signal  # type: ignore[import-not-found] # typeshed leaves it out; signal itself loads enum
import posix
import sys
import time

from anyarch.bare import documents, records, unix_socket
from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.bare.endpoint import recall_platform, resolve

TYPE_CHECKING = False  # the name that type checkers know; typing itself would double the modules loaded
if TYPE_CHECKING:
    from typing import NoReturn

LOOKUP_TIMEOUT = 2.0  # seconds, for a command whose settings have not been read
_OK = 200
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@"
_SHELL = "/bin/sh"
_NO_FORMAT = 8  # ENOEXEC; errno would be one more module
_NOT_EXECUTABLE = 126
_INTERRUPTED = 130
_NOT_FOUND = 127


class Launch:
    """What the launcher hands over.

    Attributes:
        libraries: the folders of anyarch's libraries, separated by colons.
        docker: the real docker, an absolute path.
        locale: LC_CTYPE as it was before Python set it: ``=VALUE``, or empty where it was not set.
        ignored: the signals that were ignored before Python ignored some itself, as a mask; 0 where nothing tells.
        words: the words after ``docker``.
    """

    __slots__ = ("docker", "ignored", "libraries", "locale", "words")

    def __init__(self, libraries: str, docker: str, locale: str, ignored: str, *words: str) -> None:
        self.libraries = libraries
        self.docker = docker
        self.locale = locale
        self.ignored = int(ignored)
        self.words = list(words)


def main(arguments: list[str]) -> "NoReturn":
    """Become the real docker; `arguments` are those of `Launch`."""
    launch = Launch(*arguments)
    try:
        words = _prepared(launch, time.monotonic())
    except KeyboardInterrupt:
        posix._exit(_INTERRUPTED)  # noqa: SLF001 - as docker ends at a ^C
    except BaseException:  # noqa: BLE001 - on doubt be invisible: whatever went wrong, docker runs as asked
        words = launch.words
    become(launch, words)


def become(launch: Launch, words: list[str]) -> "NoReturn":
    """Replace this process by the real docker, and wipe the traces of Python before: signals, and its locale.

    The process keeps its folder, descriptors, terminal, mask and identity. A script that names no interpreter is read
    by `sh`, as shells do (POSIX, Command Search and Execution). Ends with docker's own exit code, or as a shell would,
    126 or 127, where the real docker has gone between the launcher's look and now.
    """
    environment = dict(posix.environ)
    if launch.locale:
        environment[b"LC_CTYPE"] = launch.locale[1:].encode("utf-8", "surrogateescape")
    else:
        environment.pop(b"LC_CTYPE", None)
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):  # ignored by every Python, and exec would keep that
        if not launch.ignored >> (number - 1) & 1:
            _signal.signal(number, _signal.SIG_DFL)
    try:
        try:
            posix.execve(launch.docker, [launch.docker, *words], environment)
        except OSError as error:
            if error.errno != _NO_FORMAT:
                raise
            posix.execve(_SHELL, [_SHELL, launch.docker, *words], environment)
    except OSError as error:
        posix.write(2, f"anyarch: {launch.docker!a} cannot be run: {error.strerror}.\n".encode())
        posix._exit(_NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_EXECUTABLE)  # noqa: SLF001


def _prepared(launch: Launch, started: float) -> list[str]:
    environment = {_text(name): _text(value) for name, value in posix.environ.items()}
    invocation = parse(launch.words, environment)
    if isinstance(invocation, PassThrough) or is_local_and_native(invocation, environment, started):
        return launch.words
    sys.path.extend(launch.libraries.split(":"))
    from anyarch.preflight import run  # noqa: PLC0415 - leaves the hot path

    return run.prepare(launch.words, invocation, environment, started, launch.docker)


def is_local_and_native(invocation: Invocation, environment: dict[str, str], started: float) -> bool:
    """The quick answer: whether the table would end at row 3, found out by one question to a known engine.

    A no may be wrong, and leads to the table. A yes leaves the command as it is, so that the worst that could come of
    an engine which is not what it said it was yesterday is docker without anyarch.

    Raises:
        OSError, ValueError, UnknownEngineError: the engine cannot be asked, so that the table need not try either.
    """
    if invocation.verb == "pull" or invocation.platform or invocation.image.strip(_PLAIN):
        return False
    endpoint = resolve(invocation.connection, environment)
    platform = recall_platform(records.folder(environment), endpoint)
    if not endpoint.socket_path or not platform:
        return False
    target = f"/images/{invocation.image}/json"
    answer = unix_socket.get(endpoint.socket_path, target, started + LOOKUP_TIMEOUT)
    if answer.status != _OK:
        return False
    document = documents.parse(answer.body)
    return platform == f"{documents.text(document, 'Os')}/{documents.text(document, 'Architecture')}"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
