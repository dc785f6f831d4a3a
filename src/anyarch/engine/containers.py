"""A container, or else an image, by its name or ID: as the engine describes it, and how the container ended.

A name that both have is the container's, as for `docker inspect`.
"""

import contextlib
import struct
from collections.abc import Iterator
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine import Engine, images, questions
from anyarch.engine.connection import OK
from anyarch.engine.images import Described
from anyarch.oci import platforms
from anyarch.person.errors import EngineError, RefusedError, UnreachableError
from anyarch.programs import endings
from anyarch.programs.endings import Ending, State
from anyarch.programs.leads import Lead

_LAST_LINES = (2000, 100, 10)  # the first number whose lines are no larger than an answer may be
_LONGEST_LOG = 1 << 16  # bytes, of the end of a log
_FRAME = struct.Struct(">BxxxI")  # the header in a log without a terminal: stream, length
_STREAMS = (0, 1, 2)


def find(engine: Engine, word: str) -> object:
    """The engine's description of the container of that name or ID; None for none.

    Raises:
        EngineError: the engine does not describe it.
    """
    return engine.document_or_none(f"/containers/{quote(word, safe='')}/json")


def describe(engine: Engine, word: str) -> Described | None:
    """The container or the image of that name or ID; None for neither.

    Raises:
        EngineError: the engine does not describe it.
    """
    document = find(engine, word)
    return images.describe(engine, word) if document is None else _described(engine, document)


def log(engine: Engine, document: object) -> str:
    """The end of a described container's log; empty if it has no log.

    Raises:
        EngineError: the engine does not show it.
    """
    for lines in _LAST_LINES:
        with contextlib.suppress(UnreachableError):
            return _last(engine, document, lines)
    return _last(engine, document, 1)


def _last(engine: Engine, document: object, lines: int) -> str:
    container = documents.text(document, "Id")
    has_terminal = documents.entry(document, "Config", "Tty") is True
    answer = engine.get(f"/containers/{container}/logs?stdout=1&stderr=1&tail={lines}")
    if answer.status != OK:
        return ""
    content = answer.body if has_terminal else b"".join(_frames(answer.body))
    return content[-_LONGEST_LOG:].decode("utf-8", "replace")


def wait(engine: Engine, container: str, seconds: int) -> None:
    """Wait until a container has ended, but no longer than `seconds`."""
    with contextlib.suppress(EngineError), engine.client(seconds) as client:
        client.wait(container, timeout=seconds)


def remove(engine: Engine, container: str, seconds: float) -> None:
    """Remove a container, even if it is running; it is no error if it does not exist, or cannot be removed."""
    with contextlib.suppress(EngineError), engine.client(seconds) as client:
        client.remove_container(container, force=True, v=True)


def _described(engine: Engine, document: object) -> Described:
    image = documents.text(document, "Image")
    label = platforms.of_document(documents.entry(document, "ImageManifestDescriptor", "platform"))
    if label is None:
        with contextlib.suppress(RefusedError):
            label = platforms.of_document(engine.document(questions.image_target(image)))
    mounts = documents.items(document, "Mounts")
    ending, said = _ending(engine, document)
    return Described(
        container=documents.text(document, "Id"),
        image=image,
        name=documents.text(document, "Config", "Image"),
        label=label,
        start=images.started(documents.entry(document, "Config")),
        ending=ending,
        leads=said,
        mounts={documents.text(mount, "Destination"): documents.text(mount, "Source") for mount in mounts},
    )


def _ending(engine: Engine, document: object) -> tuple[Ending | None, tuple[Lead, ...]]:
    """How a container ended, and what its log says of that."""
    state = documents.entry(document, "State")
    status, restarts = documents.entry(state, "ExitCode"), documents.entry(document, "RestartCount")
    if not isinstance(status, int):
        return None, ()
    found = State(
        name=documents.text(state, "Status"),
        status=status,
        error=documents.text(state, "Error"),
        restarts=restarts if isinstance(restarts, int) else 0,
    )
    try:
        return endings.of_state(found, lambda: log(engine, document))
    except EngineError:
        return endings.of_state(found, str)


def _frames(body: bytes) -> Iterator[bytes]:
    at = 0
    while at + _FRAME.size <= len(body):
        stream, length = _FRAME.unpack_from(body, at)
        if stream not in _STREAMS:
            return
        at += _FRAME.size
        yield body[at : at + length]
        at += length
