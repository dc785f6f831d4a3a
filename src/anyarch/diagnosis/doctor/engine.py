"""The engine that docker talks to from here: its context, version, platform and image store, and its emulators."""

import time
from typing import NamedTuple

from anyarch import documents, engine
from anyarch.diagnosis.doctor import Situation
from anyarch.diagnosis.finding import BAD, GOOD, NOTE, UNREACHABLE, Finding
from anyarch.emulation import packs
from anyarch.engine import Endpoint, questions
from anyarch.engine.connection import Connection, UnreachableError, connect
from anyarch.platforms import Platform


class Examined(NamedTuple):
    """What was found; `endpoint` and `host` are None where no engine answers."""

    findings: list[Finding]
    endpoint: Endpoint | None = None
    host: Platform | None = None


def examine(situation: Situation) -> Examined:
    """Ask it, within the time that a command's questions have."""
    try:
        endpoint = engine.resolve({}, situation.environment)
    except engine.UnknownEngineError as error:
        return Examined([Finding("engine", BAD, str(error), "docker context ls")])
    connection = connect(endpoint, time.monotonic() + situation.settings.lookup_timeout)
    context = Finding("context", GOOD, f"{endpoint.context}, {endpoint.host}")
    try:
        host = questions.engine_platform(connection)
        version = documents.text(questions.document_of(connection.get("/version")), "Version")
        store = _store(connection)
    except (UnreachableError, questions.RefusedError) as error:
        return Examined([context, Finding("engine", UNREACHABLE, str(error), "docker version")])
    found = [context, Finding("engine", GOOD, f"{version}, {host}"), store, *_pack(connection, host)]
    return Examined(found, endpoint, host)


def _store(connection: Connection) -> Finding:
    """Which image store it has, and what that means for a name."""
    if questions.has_containerd_store(connection):
        return Finding("images", GOOD, "containerd's store: a name may have several platforms here at once")
    return Finding("images", GOOD, "the classic store: a name has one platform here at a time")


def _pack(connection: Connection, host: Platform) -> list[Finding]:
    """The private emulators, where the engine has any; most have none, and need none."""
    try:
        pack = packs.find(connection, host)
    except (UnreachableError, questions.RefusedError) as error:
        return [Finding("pack", NOTE, str(error))]
    return [Finding("pack", GOOD, f"{pack.volume}, for {', '.join(sorted(pack.emulates))}")] if pack else []
