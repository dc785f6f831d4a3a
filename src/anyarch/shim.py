"""Advise the launcher (shell/docker) about an intercepted command: with which words it should run docker.

A command stays as it was typed if anyarch does not handle it (another verb, help, an unknown flag), or if the quick
answer shows that it needs no change: row 3 of the table, a local image for the engine's own platform, by far the most
frequent case. That is noted in a memo, with which the launcher need not ask again. For all others the pre-flight
decides. After any error the command stays as it was typed. ^C, or an end of the launcher, ends this without advice.

This is the hot path: up to the quick answer, only the modules imported below are loaded, and a test counts them.
Standard error leads nowhere until the pre-flight, because only anyarch's own notices are for the user.
"""

import _signal  # type: ignore[import-not-found] # typeshed does not have it, and signal loads enum
import posix
import sys
import time

from anyarch.bare import advice, documents, files, memo, records, unix_socket
from anyarch.bare.command_line import Invocation, PassThrough, parse, with_platform
from anyarch.bare.endpoint import is_wrapper, resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.bare.memory import recall

TYPE_CHECKING = False  # type checkers know the name; importing it from typing would double the number of modules
if TYPE_CHECKING:
    from typing import NoReturn

LOOKUP_TIMEOUT = 2.0  # seconds; the settings have not been read at this point
_OK = 200
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:@"
_PATIENCE = 10  # seconds that the launcher waits; one that cannot count them is not left waiting
_STANDARD_OUTPUT, _STANDARD_ERROR, _USERS_STANDARD_ERROR = 1, 2, 3
_INTERRUPTED = 130
_COMPOSE = "compose"
_LOG_MODE = 0o600  # as `person.log` has it


class Question:
    """What the launcher asks.

    Attributes:
        package: the folder of anyarch's package.
        libraries: the folders of anyarch's dependencies, separated by colons.
        docker: the real docker, an absolute path.
        words: the command after ``docker``.
        environment: the environment variables.
        began: when Python began with it, in seconds since the epoch.
        started: the same, on the clock of `time.monotonic`.
    """

    __slots__ = ("began", "docker", "environment", "libraries", "package", "started", "words")

    def __init__(self, package: str, libraries: str, docker: str, *words: str) -> None:
        self.package = package
        self.libraries = libraries
        self.docker = docker
        self.words = list(words)
        self.environment = {_text(name): _text(value) for name, value in posix.environ.items()}
        self.began, self.started = time.time(), time.monotonic()


def advise(arguments: list[str]) -> "NoReturn":
    """Print advice about a command, and exit; `arguments` are those of `Question`.

    The name stands for this form of question and answer: a launcher that another version has installed does not find
    the name that it looks for, and then runs docker as typed.
    """
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    _signal.alarm(_PATIENCE)
    question = Question(*arguments)
    # So far, the package's folder and that of the C modules were searched first: the large one of the standard library
    # need not even be listed for what the hot path imports. From here on they have their usual places.
    sys.path[:2] = []
    sys.path.append(question.package)
    try:
        answer = advice.text(question.words, _words(question))
    except KeyboardInterrupt:
        posix._exit(_INTERRUPTED)  # noqa: SLF001 - as docker exits after ^C
    except BaseException as error:  # noqa: BLE001 - whatever went wrong, docker runs the command as typed
        _leave_trace(question, error)
        answer = advice.END
    _print(answer)
    posix._exit(0)  # noqa: SLF001 - nothing is left to do, and the interpreter's own end takes time


def _words(question: Question) -> list[str]:
    """The words to run docker with."""
    words, environment = question.words, question.environment
    invocation = parse(words, environment)
    if isinstance(invocation, PassThrough):
        if _COMPOSE in words:
            _prepare_project(question)
        return words
    is_wrapped = is_wrapper(question.docker)
    try:
        quick = None if is_wrapped else _quick_answer(question, invocation)
        if quick is not None:
            return quick
    except TimeoutError:  # the settings, which have not been read, may allow more time
        pass
    except (OSError, ValueError, UnknownEngineError):  # the engine cannot be asked, and docker says so
        return words
    sys.path.extend(question.libraries.split(":"))
    from anyarch.preflight.lifeline import Lifeline  # noqa: PLC0415 - this leaves the hot path

    with Lifeline(_STANDARD_OUTPUT):
        if is_wrapped:
            from anyarch.preflight import wrapper  # noqa: PLC0415 - as above

            if not wrapper.is_named(environment):
                return words
        from anyarch.preflight import run  # noqa: PLC0415 - as above

        posix.dup2(_USERS_STANDARD_ERROR, _STANDARD_ERROR)
        return run.prepare(words, invocation, environment, question.started, question.docker)


def _prepare_project(question: Question) -> None:
    """Pull images before a `docker compose` command, about which the launcher asks only if it was installed to."""
    sys.path.extend(question.libraries.split(":"))
    from anyarch.preflight.lifeline import Lifeline  # noqa: PLC0415 - this leaves the hot path

    with Lifeline(_STANDARD_OUTPUT):
        from anyarch.preflight import pulls  # noqa: PLC0415 - as above

        posix.dup2(_USERS_STANDARD_ERROR, _STANDARD_ERROR)
        pulls.prepare(question.words, question.environment, question.docker)


def _quick_answer(question: Question, invocation: Invocation) -> list[str] | None:
    """The words to run docker with, if that can be known at once; None may be wrong: then the table decides.

    A command stays as it is by row 3 of the table, from one request to an engine on a Unix socket whose platform is
    cached, or for an engine elsewhere, from the memo; and if the engine has just been too slow. With a precedent, row 4
    is known as well. If an answer is out of date, the worst case is docker without anyarch.

    Raises:
        OSError, ValueError, UnknownEngineError: the engine cannot be asked, so the table could not either.
    """
    environment = question.environment
    endpoint = resolve(invocation.connection, environment)
    cache_folder = records.folder(environment)
    remembered = recall(cache_folder, endpoint)
    if remembered.is_slow:
        return question.words
    subject = memo.Subject(cache_folder, invocation, environment, question.docker)
    if not endpoint.socket_path:
        return question.words if memo.holds(subject) else None
    if invocation.verb == "pull" or invocation.platform or invocation.image.strip(_PLAIN) or not remembered.platform:
        return None
    target = f"/images/{invocation.image}/json"
    exchange = unix_socket.Exchange(endpoint.socket_path, target, question.started + LOOKUP_TIMEOUT)
    memo.forget(subject)  # while the engine works
    answer = exchange.answer()
    if answer.status != _OK:
        return None
    document = documents.parse(answer.body)
    if remembered.platform == f"{documents.text(document, 'Os')}/{documents.text(document, 'Architecture')}":
        memo.keep(subject, endpoint, remembered, question.began)
        return question.words
    return _by_precedent(question, invocation, subject, documents.text(document, "Id"))


def _by_precedent(question: Question, invocation: Invocation, subject: memo.Subject, image: str) -> list[str] | None:
    """The words as for the same command before, with the same notice and line in the log; None if there was none."""
    from anyarch.bare import precedents  # noqa: PLC0415 - most images are native

    precedent = precedents.find(precedents.Case(subject, image, question.words, question.environment))
    if precedent is None:
        return None
    if precedent.notice and posix.isatty(_USERS_STANDARD_ERROR):
        posix.write(_USERS_STANDARD_ERROR, f"anyarch: {precedent.notice}\n".encode("utf-8", "backslashreplace"))
    if precedent.sentence:
        _log(precedent.log, precedent.sentence)
    return with_platform(question.words, invocation, precedent.platform) if precedent.platform else question.words


def _log(file: str, sentence: str) -> None:
    """Add a line to the log, as `person.log` does; nothing if that is not possible."""
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {sentence}\n"
    try:
        files.append(file, line.encode("utf-8", "backslashreplace"), _LOG_MODE)
    except OSError:
        return


def _print(answer: bytes) -> None:
    """Give the launcher all of an answer, or a part if it has gone."""
    rest = answer
    try:
        while rest:
            rest = rest[posix.write(_STANDARD_OUTPUT, rest) :]
    except OSError:
        return


def _leave_trace(question: Question, error: BaseException) -> None:
    """Log a failure of anyarch's own; without a word if that fails as well."""
    try:
        sys.path.extend(question.libraries.split(":"))
        from anyarch.preflight import failure  # noqa: PLC0415 - the hot path does not fail

        failure.leave_trace(question.environment, error)
    except BaseException:  # noqa: BLE001 - the log is not worth a command
        return


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
