"""Diagnose an image or a container: gather what `conclusions.conclude` needs, and hand it over.

The files of an image are read once, and remembered by its ID; what the engine makes of them is asked each time.
"""

import contextlib
import functools
import time
from collections.abc import Iterator
from typing import NamedTuple

import docker.errors
import requests
from docker import APIClient

from anyarch import cache
from anyarch.binaries.program import ENOUGH
from anyarch.diagnosis import conclusions, contents, subjects
from anyarch.diagnosis.conclusions import Conclusion, Subject
from anyarch.diagnosis.endings import Ending
from anyarch.diagnosis.entry_point import Step, walk
from anyarch.diagnosis.subjects import Described
from anyarch.diagnosis.surroundings import Surroundings
from anyarch.emulation import executed, handlers
from anyarch.engine import Endpoint, container_files, questions
from anyarch.engine.client import open_negotiated
from anyarch.engine.connection import UnreachableError, connect
from anyarch.engine.container_files import ContainerFiles
from anyarch.engine.unstarted import LookError
from anyarch.facts import EngineFacts
from anyarch.platforms import Platform
from anyarch.settings import Settings

SILENCES = (LookError, docker.errors.DockerException, requests.RequestException)
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
        folder = cache.folder(environment)
        steps = starts(described, endpoint, folder, _TIMEOUT)
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
    conclusion = conclusions.conclude(subject, Surroundings(described.name, host, facts, last_seen, flags))
    return Diagnosis(
        kind="container" if described.container else "image",
        name=described.name,
        label=label,
        host=str(host),
        emulated="" if conclusion else conclusions.emulated(steps, host),
        steps=steps,
        ending=described.ending,
        conclusion=conclusion,
    )


def starts(described: Described, endpoint: Endpoint, cache_folder: str, timeout: float) -> tuple[Step, ...]:
    """What an image or a container starts, read from its files, or remembered of an image that was read before.

    Raises:
        LookError, docker.errors.DockerException, requests.RequestException: the engine does not show the files.
    """
    label = str(described.label or "")
    known = None if described.container else contents.recall(cache_folder, described.image, label)
    if known is not None:
        return known
    client = open_negotiated(endpoint, max(1, round(timeout)))
    try:
        if described.container:
            return _steps_of_container(described, ContainerFiles(client, described.container, ENOUGH))
        with _files(client, described.image, label) as files:
            steps = walk(described.start, files.look)
    finally:
        client.close()
    contents.keep(cache_folder, described.image, label, steps)
    return steps


@contextlib.contextmanager
def _files(client: APIClient, image: str, label: str) -> Iterator[ContainerFiles]:
    """The files of the image that the engine would run, or else of the one that the label is about.

    Docker 26's containerd store looks for the native one alone, unless it is asked for another.
    """
    with contextlib.ExitStack() as stack:
        try:
            files = stack.enter_context(container_files.of_image(client, image, "", ENOUGH))
        except LookError:
            if not label:
                raise
            files = stack.enter_context(container_files.of_image(client, image, label, ENOUGH))
        yield files


def _steps_of_container(described: Described, files: ContainerFiles) -> tuple[Step, ...]:
    """What the container starts, and what its last words are about, if that is something that it started later."""
    steps = walk(described.start, files.look)
    path = described.ending.path if described.ending else ""
    if not path.startswith("/") or path in [named for step in steps for named in (step.name, step.path)]:
        return steps
    return steps + walk(described.start._replace(entrypoint=(), command=(path,)), files.look)


def _flags(endpoint: Endpoint, host: Platform, timeout: float) -> dict[str, str]:
    """The flags of the engine's handlers, by architecture; none where it does not show them."""
    try:
        found = handlers.read(endpoint, host, timeout)
    except handlers.HandlersError:
        return {}
    return {handler.architecture: handler.flags for handler in found if handler.is_enabled}


def _mount(described: Described, steps: tuple[Step, ...]) -> str:
    return next(filter(None, (described.mount(step.path) for step in steps)), "")
