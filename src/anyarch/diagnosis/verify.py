"""Verify that a container does what was wanted of it: it is up, its log is clean, and which CPU its program is for.

Nothing in the image is relied on, and nothing is executed in the container: the engine tells its state and its log,
and shows the file that it has started (`entry_point`), whose header says the rest.

Not verified is what the program does; a container that is up may still be of no use.
"""

import shlex
import time
from typing import NamedTuple
from urllib.parse import quote

import docker.errors
import requests
from docker import APIClient

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.decision import private_words
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding
from anyarch.engine import questions, subjects
from anyarch.engine.client import open_negotiated
from anyarch.engine.connection import UnreachableError, connect
from anyarch.engine.container_files import ContainerFiles
from anyarch.engine.subjects import Described
from anyarch.engine.unstarted import LookError
from anyarch.oci import native, platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import endings
from anyarch.programs.elf import ENOUGH
from anyarch.programs.entry_point import LOADER, PROGRAM, Start, Step, walk

_TIMEOUT = 30.0  # seconds for one answer of the engine's
_NOT_FOUND = 404
_LINES = 200
_LONGEST_LOG = 1 << 20
_NO_STATUS = -1  # what runs has none yet; any but 0 has the log read
_UNHEALTHY = "unhealthy"
_PACKS_START = f"{private_words.PLACE}/start"

# What the engine calls the state (Docker Engine API, ContainerState.Status): the verdict, and what it means.
_STATES = {
    "created": (BAD, "it has never been started"),
    "running": (GOOD, "it is running"),
    "paused": (NOTE, "it is paused"),
    "restarting": (BAD, "it ends and is started again, over and over"),
    "removing": (BAD, "it is being removed"),
    "dead": (BAD, "it is dead: it could not be removed"),
}
_MEANINGS = {
    endings.WRONG_FORMAT: "a program for another CPU, or a script without a first line",
    endings.NO_SUCH_FILE: "the program, its interpreter or its loader is not in the image",
    endings.NO_PERMISSION: "the program may not be executed",
    endings.NO_LOADER: "the program's loader is not in the image",
    endings.LOW_LEVEL: "the program needs a newer CPU",
    endings.CRASH: "the program, or its emulator, has crashed",
    endings.ILLEGAL: "the program has met an instruction that the CPU does not have",
}


class Verified(NamedTuple):
    """What was found.

    Attributes:
        container: its ID.
        image: its image's name.
        host: the engine's own platform.
        up: whether it runs.
        program: the last program that its files lead to; empty for none that could be read.
        platform: what that is for; empty for no known platform.
        emulated: whether the engine has to emulate it.
        findings: the state, the log and the program.
    """

    container: str
    image: str
    host: str
    up: bool
    program: str
    platform: str
    emulated: bool
    findings: tuple[Finding, ...]


class UnknownContainerError(Exception):
    """The engine has no such container; the message is one sentence."""


class SilentEngineError(Exception):
    """The engine does not answer, or not what is needed; the message is one sentence."""


def verify(word: str, endpoint: Endpoint, image: str = "") -> Verified:
    """Verify the container of that name or ID.

    Args:
        word: the name or ID.
        endpoint: the engine.
        image: what to diagnose if something is wrong; empty for the container itself.

    Raises:
        UnknownContainerError, SilentEngineError: see there.
    """
    connection = connect(endpoint, time.monotonic() + _TIMEOUT)
    try:
        answer = connection.get(f"/containers/{quote(word, safe='')}/json")
        if answer.status == _NOT_FOUND:
            raise UnknownContainerError(f"The engine has no container {word}; docker ps --all lists those it has.")
        document = questions.document_of(answer)
        host = questions.engine_platform(connection)
        described = subjects.describe(connection, endpoint, documents.text(document, "Id"))
        client = open_negotiated(endpoint, round(_TIMEOUT))
    except (UnreachableError, questions.RefusedError, LookError) as error:
        raise SilentEngineError(str(error)) from error
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise SilentEngineError(f"The engine at {endpoint.host} did not answer: {error}.") from error
    if described is None:
        raise UnknownContainerError(f"The container {word} has just been removed.")
    try:
        return _verified(document, described, host, client, image or word)
    finally:
        client.close()


def _verified(document: object, described: Described, host: Platform, client: APIClient, wrong: str) -> Verified:
    state = documents.entry(document, "State")
    up = documents.entry(state, "Running") is True and documents.entry(state, "Restarting") is not True
    remedy = shlex.join(["anyarch", "diagnose", wrong])
    found = [_state(state, document), _log(state, described.container, client, remedy, up=up)]
    start, is_private = _start(described.start)
    steps, unread = _steps(described.container, start, client)
    program = next((step for step in reversed(steps) if step.kind == PROGRAM and step.role != LOADER), None)
    platform = _platform(program)
    emulated = is_private or (platform is not None and not native.may_run(platform, host))
    told = Finding("program", NOTE, unread or "it could not be found in the container")
    if program:
        told = Finding("program", GOOD if up or not emulated else NOTE, _told(program, host, emulated=emulated, up=up))
    return Verified(
        container=described.container,
        image=described.name,
        host=str(host),
        up=up,
        program=program.path if program else "",
        platform=str(platform or ""),
        emulated=emulated,
        findings=(*found, told),
    )


def _state(state: object, document: object) -> Finding:
    name, error = documents.text(state, "Status"), documents.text(state, "Error")
    status, restarts = documents.entry(state, "ExitCode"), documents.entry(document, "RestartCount")
    verdict, told = _STATES.get(name, (NOTE, f"the engine calls it {name or 'nothing'}"))
    if name == "exited":
        memory = ", out of memory" if documents.entry(state, "OOMKilled") is True else ""
        verdict, told = NOTE if status == 0 and not error else BAD, f"it has ended, with status {status}{memory}"
    elif name == "created" and error:
        told = "it could not be started"
    if documents.text(state, "Health", "Status") == _UNHEALTHY:
        verdict, told = BAD, f"{told}, and its health check fails"
    if isinstance(restarts, int) and restarts > 0:
        verdict = NOTE if verdict == GOOD else verdict  # it may be between two failures
        told += f", started again {restarts} time{'' if restarts == 1 else 's'}"
    return Finding("state", verdict, told + _because(error))


def _because(error: str) -> str:
    return f": {error}" if error else ""


def _log(state: object, container: str, client: APIClient, remedy: str, *, up: bool) -> Finding:
    """The errors that anyarch knows, in the last lines, also of a container that runs."""
    try:
        log = _last_lines(client, container)
    except (docker.errors.DockerException, requests.RequestException) as error:
        return Finding("log", NOTE, f"it cannot be read: {error}")
    status, refusal = documents.entry(state, "ExitCode"), documents.text(state, "Error")
    ended = status if isinstance(status, int) and not up else _NO_STATUS
    ending = endings.read(ended or _NO_STATUS, refusal, log)
    if not ending.kind:
        return Finding("log", GOOD, f"none of the errors that anyarch knows, in its last {_LINES} lines")
    meaning = _MEANINGS[ending.kind]
    is_told = not ending.line or ending.line in refusal
    return Finding("log", BAD, meaning if is_told else f"{ending.line}: {meaning}", remedy)


def _last_lines(client: APIClient, container: str) -> str:
    log = b""
    for piece in client.logs(container, tail=_LINES, stream=True, follow=False):
        log += piece
        if len(log) > _LONGEST_LOG:
            break
    return log.decode("utf-8", "replace")


def _start(start: Start) -> tuple[Start, bool]:
    """What the image's own program is started by, and whether a private emulator stands in front (`private`)."""
    words = (*start.entrypoint, *start.command)
    if not words or not words[0].startswith(f"{private_words.PLACE}/") or _PACKS_START not in words:
        return start, False
    behind = words.index(_PACKS_START) + 2  # the architecture comes first
    return start._replace(entrypoint=(), command=words[behind:]), True


def _steps(container: str, start: Start, client: APIClient) -> tuple[tuple[Step, ...], str]:
    """The files that it has started, and why they could not be read."""
    try:
        return walk(start, ContainerFiles(client, container, ENOUGH).look), ""
    except LookError as error:
        return (), str(error)


def _platform(program: Step | None) -> Platform | None:
    try:
        return platforms.parse(program.platform) if program else None
    except ValueError:
        return None


def _told(program: Step, host: Platform, *, emulated: bool, up: bool) -> str:
    what = f"{program.path} is for {program.platform or 'a CPU that no image is made for'}"
    if not emulated:
        return f"{what}, native to the engine"
    return f"{what}, emulated by the engine, which is {host}" if up else f"{what}, foreign to the engine, {host}"
