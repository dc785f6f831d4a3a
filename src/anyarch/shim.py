"""Handle an intercepted command, and replace this process with the real docker: what the launcher runs.

A command goes straight to docker if anyarch does not handle it (another verb, help, an unknown flag), or if the quick
answer shows that it needs no change: row 3 of the table, a local image for the engine's own platform, by far the most
frequent case. For all others the pre-flight decides. Then docker is executed with the command as typed, or with a
platform added. After any error the command is as typed; ^C ends it.

This is the hot path: up to the quick answer, only the modules imported below are loaded, and a test counts them.
"""

import _signal  # type: ignore[import-not-found] # typeshed does not have it, and signal loads enum
import posix
import sys
import time

from anyarch.bare import documents, records, unix_socket
from anyarch.bare.command_line import Invocation, PassThrough, parse
from anyarch.bare.endpoint import is_wrapper, recall, resolve
from anyarch.bare.errors import UnknownEngineError

TYPE_CHECKING = False  # type checkers know the name; importing it from typing would double the number of modules
if TYPE_CHECKING:
    from typing import NoReturn

LOOKUP_TIMEOUT = 2.0  # seconds; the settings have not been read at this point
_OK = 200
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@"
_SHELL = "/bin/sh"
_NO_FORMAT = 8  # ENOEXEC; errno would be one more module
_NOT_EXECUTABLE = 126
_INTERRUPTED = 130
_NOT_FOUND = 127


class Launch:
    """The arguments from the launcher.

    Attributes:
        libraries: the folders of anyarch's dependencies, separated by colons.
        docker: the real docker, an absolute path.
        locale: LC_CTYPE before Python set it: ``=VALUE``, or empty if it was not set.
        ignored: the signals that were ignored before Python ignored some itself, as a bit mask; 0 if it is unknown.
        words: the command after ``docker``.
    """

    __slots__ = ("docker", "ignored", "libraries", "locale", "words")

    def __init__(self, libraries: str, docker: str, locale: str, ignored: str, *words: str) -> None:
        self.libraries = libraries
        self.docker = docker
        self.locale = locale
        self.ignored = int(ignored)
        self.words = list(words)


def main(arguments: list[str]) -> "NoReturn":
    """Handle the command, and replace this process with docker; `arguments` are those of `Launch`."""
    launch = Launch(*arguments)
    try:
        words = _prepared(launch, time.monotonic())
    except KeyboardInterrupt:
        posix._exit(_INTERRUPTED)  # noqa: SLF001 - as docker exits after ^C
    except BaseException as error:  # noqa: BLE001 - whatever went wrong, docker runs the command as typed
        words = launch.words
        _leave_trace(launch, error)
    become(launch, words)


def become(launch: Launch, words: list[str]) -> "NoReturn":
    """Replace this process with docker, after restoring the signals and the locale that Python has changed.

    Working folder, descriptors, terminal, signal mask and process ID stay the same. A script without an interpreter is
    run by `sh`, as shells do (POSIX, Command Search and Execution). The exit code is docker's, or 126 or 127 as in a
    shell, if docker has been removed since the launcher found it.
    """
    environment = dict(posix.environ)
    if launch.locale:
        environment[b"LC_CTYPE"] = launch.locale[1:].encode("utf-8", "surrogateescape")
    else:
        environment.pop(b"LC_CTYPE", None)
    for number in (_signal.SIGPIPE, _signal.SIGXFSZ):  # Python ignores them, and exec would keep that
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
    if isinstance(invocation, PassThrough):
        return launch.words
    is_wrapped = is_wrapper(launch.docker)
    try:
        if not is_wrapped and is_settled(invocation, environment, started):
            return launch.words
    except TimeoutError:  # the settings, which have not been read, may allow more time
        pass
    except (OSError, ValueError, UnknownEngineError):  # the engine cannot be asked, and docker says so
        return launch.words
    sys.path.extend(launch.libraries.split(":"))
    if is_wrapped:
        from anyarch.preflight import wrapper  # noqa: PLC0415 - this leaves the hot path

        if not wrapper.is_named(environment):
            return launch.words
    from anyarch.preflight import run  # noqa: PLC0415 - this leaves the hot path

    return run.prepare(launch.words, invocation, environment, started, launch.docker)


def is_settled(invocation: Invocation, environment: dict[str, str], started: float) -> bool:
    """The quick answer: whether the command stays as it is, as far as that can be known at once.

    It does by row 3 of the table, from one request to an engine on a Unix socket whose platform is cached, or from what
    is remembered of an engine elsewhere; and if the engine has just been too slow. False may be wrong, and the table
    decides. If True is out of date, the worst case is docker without anyarch.

    Raises:
        OSError, ValueError, UnknownEngineError: the engine cannot be asked, so the table could not either.
    """
    endpoint = resolve(invocation.connection, environment)
    cache_folder = records.folder(environment)
    platform, is_slow = recall(cache_folder, endpoint)
    if is_slow:
        return True
    if not endpoint.socket_path:
        from anyarch.bare import memory  # noqa: PLC0415 - most engines are on a Unix socket

        return memory.is_native(cache_folder, endpoint, invocation)
    if not platform or invocation.verb == "pull" or invocation.platform or invocation.image.strip(_PLAIN):
        return False
    target = f"/images/{invocation.image}/json"
    answer = unix_socket.get(endpoint.socket_path, target, started + LOOKUP_TIMEOUT)
    if answer.status != _OK:
        return False
    document = documents.parse(answer.body)
    return platform == f"{documents.text(document, 'Os')}/{documents.text(document, 'Architecture')}"


def _leave_trace(launch: Launch, error: BaseException) -> None:
    """Log a failure of anyarch's own; without a word if that fails as well."""
    try:
        sys.path.extend(launch.libraries.split(":"))
        from anyarch.preflight import failure  # noqa: PLC0415 - the hot path does not fail

        failure.leave_trace({_text(name): _text(value) for name, value in posix.environ.items()}, error)
    except BaseException:  # noqa: BLE001 - the log is not worth a command
        return


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
