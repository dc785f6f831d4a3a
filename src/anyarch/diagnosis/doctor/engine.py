"""The engine that docker talks to from here: its context, version, platform, image store and private emulators."""

import time
from typing import NamedTuple

from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.diagnosis.doctor.situation import Situation
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, Finding, of_engine
from anyarch.emulators.packs import labels
from anyarch.engine import Engine, questions
from anyarch.person.errors import EngineError


class Examined(NamedTuple):
    """What was found; `engine` is None where none answers."""

    findings: list[Finding]
    engine: Engine | None = None


def examine(situation: Situation) -> Examined:
    """Ask it, within the time that a command's questions have."""
    try:
        endpoint = resolve({}, situation.environment)
    except UnknownEngineError as error:
        return Examined([Finding("engine", BAD, str(error), "docker context ls")])
    timeout = situation.settings.lookup_timeout
    engine = Engine(endpoint, situation.settings, situation.environment, time.monotonic() + timeout)
    context = Finding("context", GOOD, f"{endpoint.context}, {engine.address}")
    found = of_engine(engine)
    if found.verdict != GOOD:
        return Examined([context, found])
    engine = engine.within(timeout)
    return Examined([context, found, _store(engine), *_pack(engine)], engine)


def _store(engine: Engine) -> Finding:
    """Which image store it has, and what that means for a name."""
    try:
        several = questions.has_containerd_store(engine)
    except EngineError as error:
        return Finding("images", NOTE, str(error))
    if several:
        return Finding("images", GOOD, "containerd's store: a name may have several platforms here at once")
    return Finding("images", GOOD, "the classic store: a name has one platform here at a time")


def _pack(engine: Engine) -> list[Finding]:
    """The private emulators, where the engine has any; most have none, and need none."""
    try:
        pack = labels.find(engine)
    except EngineError as error:
        return [Finding("pack", NOTE, str(error))]
    return [Finding("pack", GOOD, f"{pack.volume}, for {', '.join(sorted(pack.emulates))}")] if pack else []
