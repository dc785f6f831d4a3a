"""Diagnose an image or a container: gather what `conclusions.conclude` needs, and hand it over.

What the engine makes of the files is asked each time.
"""

import functools
import time
from typing import NamedTuple

import docker.errors
import requests

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.diagnosis import conclusions
from anyarch.diagnosis.conclusions import Conclusion, Subject
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.emulators import executed
from anyarch.emulators.handlers import table
from anyarch.engine import questions, subjects
from anyarch.engine.connection import UnreachableError, connect
from anyarch.engine.subjects import Described
from anyarch.engine.unstarted import LookError
from anyarch.oci.platforms import Platform
from anyarch.person.settings import Settings
from anyarch.preflight import reading
from anyarch.preflight.facts import EngineFacts
from anyarch.programs.endings import Ending
from anyarch.programs.entry_point import Step

_TIMEOUT = 30.0  # seconds that one answer may take: an engine unpacks an image before it shows a file


class Diagnosis(NamedTuple):
    """What was found.

    Attributes:
        kind: ``image`` or ``container``.
        name: the image's name.
        label: the platform on its label; empty for none.
        host: the engine's own platform.
        emulated: the platform under whose emulation it runs; empty for none.
        steps: what it starts.
        ending: how a container ended; None otherwise.
        conclusion: the cause; None where everything is as it should be.
    """

    kind: str
    name: str
    label: str
    host: str
    emulated: str
    steps: tuple[Step, ...]
    ending: Ending | None
    conclusion: Conclusion | None


class UnknownSubjectError(Exception):
    """The engine has neither a container nor an image of that name; the message is one sentence."""


class SilentEngineError(Exception):
    """The engine does not answer, or not what is needed; the message is one sentence."""


def diagnose(word: str, endpoint: Endpoint, environment: dict[str, str], settings: Settings) -> Diagnosis:
    """Diagnose what a word names.

    Args:
        word: the name or ID of a container or an image.
        endpoint: the engine.
        environment: the process's variables.
        settings: the settings in force.

    Raises:
        UnknownSubjectError, SilentEngineError: see there.
    """
    try:
        connection = connect(endpoint, time.monotonic() + _TIMEOUT)
        host = questions.engine_platform(connection)
        described = subjects.describe(connection, endpoint, word)
        if described is None:
            raise UnknownSubjectError(
                f"The engine has no container and no image {word}; an image is pulled by: docker pull {word}"
            )
        folder = records.folder(environment)
        steps = reading.steps(described, endpoint, folder, _TIMEOUT)
    except (UnreachableError, questions.RefusedError, LookError) as error:
        raise SilentEngineError(str(error)) from error
    except (docker.errors.DockerException, requests.RequestException) as error:
        raise SilentEngineError(f"The engine at {endpoint.host} did not answer: {error}.") from error
    label = str(described.label or "")
    subject = Subject(described.name, label, steps, described.ending, _mount(described, steps))

    def facts(image: str) -> EngineFacts:
        in_time = connect(endpoint, time.monotonic() + settings.lookup_timeout)
        return EngineFacts(image, endpoint, in_time, settings, environment)

    last_seen = functools.partial(executed.last_seen, folder, endpoint)
    flags = functools.partial(_flags, endpoint, host, settings.probe_timeout)
    surroundings = Surroundings(described.name, host, facts, last_seen, flags)
    conclusion = conclusions.conclude(subject, surroundings)
    return Diagnosis(
        kind="container" if described.container else "image",
        name=described.name,
        label=label,
        host=str(host),
        emulated="" if conclusion else conclusions.emulated(steps, surroundings),
        steps=steps,
        ending=described.ending,
        conclusion=conclusion,
    )


def _flags(endpoint: Endpoint, host: Platform, timeout: float) -> dict[str, str]:
    """The flags of the engine's handlers, by architecture; none where it does not show them."""
    try:
        found = table.read(endpoint, host, timeout)
    except table.HandlersError:
        return {}
    return {handler.architecture: handler.flags for handler in found if handler.is_enabled}


def _mount(described: Described, steps: tuple[Step, ...]) -> str:
    return next(filter(None, (described.mount(step.path) for step in steps)), "")
