"""Read what an image or a container starts: the files on the way are copied out, and nothing is run.

An image is read once, and remembered by its ID; a container changes, and is read each time.
"""

import contextlib
from collections.abc import Iterator

import docker.errors
import requests
from docker import APIClient

from anyarch.bare.endpoint import Endpoint
from anyarch.engine import container_files
from anyarch.engine.client import open_negotiated
from anyarch.engine.container_files import ContainerFiles
from anyarch.engine.subjects import Described
from anyarch.engine.unstarted import LookError
from anyarch.preflight import seen
from anyarch.programs.elf import ENOUGH
from anyarch.programs.entry_point import Step, walk

SILENCES = (LookError, docker.errors.DockerException, requests.RequestException)


def steps(described: Described, endpoint: Endpoint, cache_folder: str, timeout: float) -> tuple[Step, ...]:
    """What an image or a container starts, read from its files, or remembered of an image that was read before.

    Raises:
        LookError, docker.errors.DockerException, requests.RequestException: the engine does not show the files.
    """
    label = str(described.label or "")
    known = None if described.container else seen.recall(cache_folder, described.image, label)
    if known is not None:
        return known
    client = open_negotiated(endpoint, max(1, round(timeout)))
    try:
        if described.container:
            return _of_container(described, ContainerFiles(client, described.container, ENOUGH))
        with _of_image(client, described.image, label) as files:
            found = walk(described.start, files.look)
    finally:
        client.close()
    seen.keep(cache_folder, described.image, label, found)
    return found


@contextlib.contextmanager
def _of_image(client: APIClient, image: str, label: str) -> Iterator[ContainerFiles]:
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


def _of_container(described: Described, files: ContainerFiles) -> tuple[Step, ...]:
    """What the container starts, and what its last words are about, if that is something that it started later."""
    found = walk(described.start, files.look)
    path = described.ending.path if described.ending else ""
    if not path.startswith("/") or path in [named for step in found for named in (step.name, step.path)]:
        return found
    return found + walk(described.start._replace(entrypoint=(), command=(path,)), files.look)
