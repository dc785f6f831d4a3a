"""The container or image that a word names, as the engine describes it; a container with how it ended.

A word that names both is the container, as for `docker inspect`.
"""

import contextlib
import struct
from collections.abc import Iterator
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.engine import Engine, images, questions
from anyarch.engine.connection import OK, document_of, document_or_none
from anyarch.engine.images import Described
from anyarch.oci import platforms
from anyarch.person.errors import EngineError, UnreachableError
from anyarch.programs import endings
from anyarch.programs.endings import Ending

_LAST_LINES = 20
_FRAME = struct.Struct(">BxxxI")  # of a log without a terminal: the stream, and the length of what follows
_STREAMS = (0, 1, 2)
_NEVER_STARTED = "created"
_STILL_RUNNING = ("running", "paused", "restarting")


def find(engine: Engine, word: str) -> object:
    """The engine's description of the container of that name or ID; None for none.

    Raises:
        EngineError: the engine does not describe it.
    """
    return document_or_none(engine.get(f"/containers/{quote(word, safe='')}/json"))


def describe(engine: Engine, word: str) -> Described | None:
    """The container or the image of that name or ID; None for neither.

    Raises:
        EngineError: the engine does not describe it.
    """
    document = find(engine, word)
    return images.describe(engine, word) if document is None else _described(engine, document)


def log(engine: Engine, document: object, lines: int) -> str:
    """The last lines of a described container's log; none where there is no log to read.

    Raises:
        EngineError: the engine does not show it.
    """
    container = documents.text(document, "Id")
    has_terminal = documents.entry(document, "Config", "Tty") is True
    answer = engine.get(f"/containers/{container}/logs?stdout=1&stderr=1&tail={lines}")
    if answer.status != OK:
        return ""
    content = answer.body if has_terminal else b"".join(_frames(answer.body))
    return content.decode("utf-8", "replace")


def wait(engine: Engine, container: str, seconds: int) -> None:
    """Wait until a container has ended, but no longer than that many seconds."""
    with contextlib.suppress(EngineError), engine.client(seconds) as client:
        client.wait(container, timeout=seconds)


def remove(engine: Engine, container: str, seconds: float) -> None:
    """Remove a container, whatever it does; one that is not there, or cannot be removed, is no error."""
    with contextlib.suppress(EngineError), engine.client(seconds) as client:
        client.remove_container(container, force=True, v=True)


def _described(engine: Engine, document: object) -> Described:
    image = documents.text(document, "Image")
    label = platforms.of_document(documents.entry(document, "ImageManifestDescriptor", "platform"))
    if label is None:
        found = engine.get(questions.image_target(image))
        label = platforms.of_document(document_of(found)) if found.status == OK else None
    mounts = documents.items(document, "Mounts")
    return Described(
        container=documents.text(document, "Id"),
        image=image,
        name=documents.text(document, "Config", "Image"),
        label=label,
        start=images.started(documents.entry(document, "Config")),
        ending=_ending(engine, document),
        mounts={documents.text(mount, "Destination"): documents.text(mount, "Source") for mount in mounts},
    )


def _ending(engine: Engine, document: object) -> Ending | None:
    """How a container ended; one that runs has not, unless it hangs, and neither has one that was never tried."""
    state = documents.entry(document, "State")
    status, error = documents.entry(state, "ExitCode"), documents.text(state, "Error")
    name = documents.text(state, "Status")
    if (name == _NEVER_STARTED and not error) or not isinstance(status, int):
        return None
    try:
        lines = log(engine, document, _LAST_LINES)
    except UnreachableError:
        lines = ""
    return endings.hanging(lines) if name in _STILL_RUNNING else endings.read(status, error, lines)


def _frames(body: bytes) -> Iterator[bytes]:
    at = 0
    while at + _FRAME.size <= len(body):
        stream, length = _FRAME.unpack_from(body, at)
        if stream not in _STREAMS:
            return
        at += _FRAME.size
        yield body[at : at + length]
        at += length
