"""Inspect what an image or a container starts, by reading its files. Nothing is run.

The shim inspects an image whose label is foreign or empty, or any image, by the setting ``inspection``, to find out for
which platform the program is that it starts (`program`).

What an image starts is cached by the image's ID (`seen`). A container can change, so it is read each time.
"""

import contextlib
from collections.abc import Iterator

from anyarch.decision.facts import UnknownFactError
from anyarch.engine import Engine, container_files, images
from anyarch.engine.client import Client
from anyarch.engine.container_files import ContainerFiles
from anyarch.engine.images import Described
from anyarch.oci.platforms import Platform, parse
from anyarch.person.errors import EngineError
from anyarch.preflight import seen
from anyarch.programs.elf import ENOUGH
from anyarch.programs.entry_point import PROGRAM, Step, walk


def program(image: str, engine: Engine) -> Platform | None:
    """The platform of the last program that a local image starts; None if it starts none.

    Raises:
        UnknownFactError: the engine does not show it.
    """
    try:
        described = images.describe(engine, image)
        found = steps(described, engine) if described else ()
        last = [step.platform for step in found if step.kind == PROGRAM and step.platform][-1:]
        return parse(last[0]) if last else None
    except (EngineError, ValueError) as error:
        raise UnknownFactError(f"{image} could not be inspected: {error}") from error


def steps(described: Described, engine: Engine) -> tuple[Step, ...]:
    """The files that an image or a container starts, in order.

    Raises:
        EngineError: the engine does not show them.
    """
    label = str(described.label or "")
    known = None if described.container else seen.recall(engine.cache_folder, described.image, label)
    if known is not None:
        return known
    with engine.client(engine.seconds_left) as client:
        if described.container:
            return _of_container(described, ContainerFiles(client, described.container, ENOUGH))
        with _of_image(client, described.image, label) as files:
            found = walk(described.start, files.look)
    seen.keep(engine.cache_folder, described.image, label, found)
    return found


@contextlib.contextmanager
def _of_image(client: Client, image: str, label: str) -> Iterator[ContainerFiles]:
    """The files of the image that the engine would run.

    Docker 26's containerd store finds only a native image, unless it is asked for the platform on the label.
    """
    with contextlib.ExitStack() as stack:
        try:
            files = stack.enter_context(container_files.of_image(client, image, "", ENOUGH))
        except container_files.NOT_CREATED:
            if not label:
                raise
            files = stack.enter_context(container_files.of_image(client, image, label, ENOUGH))
        yield files


def _of_container(described: Described, files: ContainerFiles) -> tuple[Step, ...]:
    """What the container starts; and the file that its error message names, if it started that later."""
    found = walk(described.start, files.look)
    path = described.ending.path if described.ending else ""
    if not path.startswith("/") or path in [named for step in found for named in (step.name, step.path)]:
        return found
    return found + walk(described.start._replace(entrypoint=(), command=(path,)), files.look)
