"""The engine that docker talks to from here: its context, version, platform, image store and private emulators."""

import time
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.endpoint import resolve
from anyarch.bare.errors import UnknownEngineError
from anyarch.diagnosis.doctor.setup import Setup
from anyarch.diagnosis.findings import BAD, GOOD, NOTE, UNREACHABLE, Finding
from anyarch.emulators.packs import trust
from anyarch.engine import Engine, questions
from anyarch.oci import native
from anyarch.person.errors import EngineError
from anyarch.preflight import wrapper

_WIDER = ": docker has 32 bits, and the kernel 64"


class Examined(NamedTuple):
    """What was found; `engine` is None if it does not answer."""

    findings: list[Finding]
    engine: Engine | None = None


def examine(setup: Setup) -> Examined:
    """Ask the engine, within the time that a command's questions have."""
    try:
        connection = wrapper.connection({}, setup.docker, setup.settings.engine)
    except wrapper.UnnamedEngineError:
        connection = {}  # see `client`
    try:
        endpoint = resolve(connection, setup.environment)
    except UnknownEngineError as error:
        return Examined([Finding("engine", BAD, str(error), "docker context ls")])
    timeout = setup.settings.lookup_timeout
    engine = Engine(endpoint, setup.settings, setup.environment, time.monotonic() + timeout)
    context = Finding("context", GOOD, f"{endpoint.context}, {engine.address}")
    try:
        host = engine.platform()
        version = documents.text(engine.document("/version"), "Version")
    except EngineError as error:
        return Examined([context, Finding("engine", UNREACHABLE, str(error), error.remedy or "docker version")])
    engine = engine.within(timeout)
    about = f"{version}, {host}{_WIDER if native.has_wider_kernel(host) else ''}"
    return Examined([context, Finding("engine", GOOD, about), _store(engine), *_pack(engine)], engine)


def _store(engine: Engine) -> Finding:
    """Which image store it has, and what that means for a tag."""
    try:
        several = questions.has_containerd_store(engine)
    except EngineError as error:
        return Finding("images", NOTE, str(error))
    if several:
        return Finding("images", GOOD, "containerd image store: a tag can have several platforms at once")
    return Finding("images", GOOD, "classic image store: a tag has one platform at a time")


def _pack(engine: Engine) -> list[Finding]:
    """The private emulators, if the engine has any; most engines need none."""
    try:
        found = trust.look(engine.patient())
    except EngineError as error:
        return [Finding("pack", NOTE, str(error))]
    used = found.used
    good = [Finding("pack", GOOD, f"{used.volume}, for {', '.join(sorted(used.emulators))}")] if used else []
    return good + [Finding("pack", NOTE, f"{name} {trust.REFUSAL}", trust.REMEDY) for name in found.refused]
