"""The engine that docker talks to from here: its context, version, platform, image store and private emulators."""

import time
from typing import NamedTuple

from anyarch.bare.endpoint import Endpoint
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import GOOD, NOTE, Finding, engine_finding
from anyarch.emulators.packs import labels
from anyarch.engine import questions
from anyarch.engine.connection import Connection, UnreachableError, connect
from anyarch.oci.platforms import Platform


class Examined(NamedTuple):
    """What was found; `endpoint` and `host` are None where no engine answers."""

    findings: list[Finding]
    endpoint: Endpoint | None = None
    host: Platform | None = None


def examine(situation: Situation) -> Examined:
    """Ask it, within the time that a command's questions have."""
    timeout = situation.settings.lookup_timeout
    finding, endpoint, host = engine_finding(situation.environment, timeout)
    if endpoint is None:
        return Examined([finding])
    found = [Finding("context", GOOD, f"{endpoint.context}, {endpoint.host}"), finding]
    if host is None:
        return Examined(found)
    connection = connect(endpoint, time.monotonic() + timeout)
    return Examined([*found, _store(connection), *_pack(connection, host)], endpoint, host)


def _store(connection: Connection) -> Finding:
    """Which image store it has, and what that means for a name."""
    try:
        several = questions.has_containerd_store(connection)
    except (UnreachableError, questions.RefusedError) as error:
        return Finding("images", NOTE, str(error))
    if several:
        return Finding("images", GOOD, "containerd's store: a name may have several platforms here at once")
    return Finding("images", GOOD, "the classic store: a name has one platform here at a time")


def _pack(connection: Connection, host: Platform) -> list[Finding]:
    """The private emulators, where the engine has any; most have none, and need none."""
    try:
        pack = labels.find(connection, host)
    except (UnreachableError, questions.RefusedError) as error:
        return [Finding("pack", NOTE, str(error))]
    return [Finding("pack", GOOD, f"{pack.volume}, for {', '.join(sorted(pack.emulates))}")] if pack else []
