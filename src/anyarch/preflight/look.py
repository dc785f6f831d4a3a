"""What an image or a container starts, read out of it file by file; nothing is run.

`program` is the shim's look into an image before its first run: which platform is the program for that it starts? The
shim asks where an image's label is foreign or empty, or always, by the setting ``inspection``.

An image is read once and remembered by its ID (`seen`), so that a further run asks the engine for no more than that; a
container changes, and is read each time.
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
    """The platform of the last program that a local image starts; None where it starts none.

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
    """The files of the image that the engine would run, or else of the one that the label is about.

    Docker 26's containerd store looks for the native one alone, unless it is asked for another.
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
    """What the container starts, and what its last words are about, if that is something that it started later."""
    found = walk(described.start, files.look)
    path = described.ending.path if described.ending else ""
    if not path.startswith("/") or path in [named for step in found for named in (step.name, step.path)]:
        return found
    return found + walk(described.start._replace(entrypoint=(), command=(path,)), files.look)
