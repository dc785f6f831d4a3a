"""The image or the container that somebody has named, as the engine describes it: what starts, from which files, how.

A word that names both is the container, as for `docker inspect`. An image is not pulled: what is not on the engine
cannot be looked into. Of several platforms under one name that one is meant which the engine would run.
"""

import json
import struct
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.bare.unix_socket import Answer
from anyarch.engine import image_configuration, questions
from anyarch.engine.connection import Connection, UnreachableError
from anyarch.oci import platforms
from anyarch.oci.platforms import Platform
from anyarch.programs import endings
from anyarch.programs.endings import Ending
from anyarch.programs.start import DEFAULT_PATH, Start

_NOT_FOUND = 404
_OK = 200
_LAST_LINES = 20
_FRAME = struct.Struct(">BxxxI")  # of a log without a terminal: the stream, and the length of what follows
_STREAMS = (0, 1, 2)
_NEVER_STARTED = "created"
_STILL_RUNNING = ("running", "paused", "restarting")


class Described(NamedTuple):
    """What the engine says.

    Attributes:
        container: the container's ID; empty for an image.
        image: the image's ID.
        name: the image's name as somebody has typed it, now or when the container was made.
        label: the platform on the image's label; None for none that is complete.
        start: what it starts.
        ending: how the container ended; None for an image, and for a container that has not ended.
        mounts: for each folder of the container that is mounted, the folder on the engine's machine.
    """

    container: str
    image: str
    name: str
    label: Platform | None
    start: Start
    ending: Ending | None
    mounts: dict[str, str]

    def mount(self, path: str) -> str:
        """The folder on the engine's machine that is mounted where a path lies; empty for none."""
        found = [inside for inside in self.mounts if path == inside or path.startswith(f"{inside.rstrip('/')}/")]
        return self.mounts[max(found, key=len)] if found else ""


def describe(connection: Connection, endpoint: Endpoint, word: str) -> Described | None:
    """The container or the image of that name or ID, on the engine that the connection leads to; None for neither.

    Raises:
        RefusedError, UnreachableError, LookError: the engine does not say.
    """
    answer = connection.get(f"/containers/{quote(word, safe='')}/json")
    return describe_image(connection, endpoint, word) if answer.status == _NOT_FOUND else _container(connection, answer)


def describe_image(connection: Connection, endpoint: Endpoint, word: str) -> Described | None:
    """The image of that name or ID, on the engine that the connection leads to; None for none.

    Raises:
        RefusedError, UnreachableError, LookError: the engine does not say.
    """
    answer = connection.get(questions.image_target(word))
    if answer.status == _NOT_FOUND:
        return None
    document = questions.document_of(answer)
    label, configuration = _label(document), documents.entry(document, "Config")
    chosen = _chosen(connection, questions.read_local(document, word).platforms, label)
    if chosen != label or not documents.text(document, "Os"):
        label, configuration = chosen, _configuration(connection, endpoint, word, chosen)
    return Described("", documents.text(document, "Id"), word, label, _start(configuration), None, {})


def _chosen(connection: Connection, present: tuple[Platform, ...], label: Platform | None) -> Platform | None:
    """Which of the platforms under one name the engine would run; None where nothing is known.

    It is the engine's own, if that is there at all. What Docker 28 describes is another one where a container holds the
    layers of that.
    """
    if len(present) <= 1:
        return label or next(iter(present), None)
    host = questions.engine_platform(connection)
    return next((platform for platform in present if platform.architecture == host.architecture), label or present[0])


def _configuration(connection: Connection, endpoint: Endpoint, word: str, label: Platform | None) -> object:
    """What an image starts of which the engine says not even the platform.

    Docker 29 is so where a name's native platform is not local; asked for the one that is, it tells more. Docker 28 is
    so where a container holds the layers, and tells no more then.
    """
    if label:
        target = f"{questions.image_target(word)}&platform={quote(json.dumps(label._asdict()))}"
        answer = connection.get(target)
        document = questions.document_of(answer) if answer.status == _OK else None
        if _label(document):
            return documents.entry(document, "Config")
    return image_configuration.read(endpoint, word, str(label or ""), connection.deadline - time.monotonic())


def _container(connection: Connection, answer: Answer) -> Described:
    document = questions.document_of(answer)
    image = documents.text(document, "Image")
    chosen = documents.entry(document, "ImageManifestDescriptor", "platform")
    label = platforms.normalised(*(documents.text(chosen, name) for name in ("os", "architecture", "variant")))
    if label is None:
        found = connection.get(questions.image_target(image))
        label = _label(questions.document_of(found)) if found.status == _OK else None
    mounts = documents.items(document, "Mounts")
    return Described(
        container=documents.text(document, "Id"),
        image=image,
        name=documents.text(document, "Config", "Image"),
        label=label,
        start=_start(documents.entry(document, "Config")),
        ending=_ending(connection, document),
        mounts={documents.text(mount, "Destination"): documents.text(mount, "Source") for mount in mounts},
    )


def _label(document: object) -> Platform | None:
    return platforms.normalised(*(documents.text(document, name) for name in ("Os", "Architecture", "Variant")))


def _start(configuration: object) -> Start:
    variables = (text for text in documents.items(configuration, "Env") if isinstance(text, str))
    path = next((text.partition("=")[2] for text in variables if text.startswith("PATH=")), DEFAULT_PATH)
    return Start(
        entrypoint=_words(configuration, "Entrypoint"),
        command=_words(configuration, "Cmd"),
        path=path,
        folder=documents.text(configuration, "WorkingDir"),
        user=documents.text(configuration, "User"),
    )


def _words(configuration: object, key: str) -> tuple[str, ...]:
    return tuple(word for word in documents.items(configuration, key) if isinstance(word, str))


def _ending(connection: Connection, document: object) -> Ending | None:
    """How a container ended; what runs has not, unless it hangs, and what has never been tried has not either."""
    state = documents.entry(document, "State")
    status, error = documents.entry(state, "ExitCode"), documents.text(state, "Error")
    name = documents.text(state, "Status")
    if (name == _NEVER_STARTED and not error) or not isinstance(status, int):
        return None
    has_terminal = documents.entry(document, "Config", "Tty") is True
    log = _log(connection, documents.text(document, "Id"), has_terminal=has_terminal)
    return endings.hanging(log) if name in _STILL_RUNNING else endings.read(status, error, log)


def _log(connection: Connection, container: str, *, has_terminal: bool) -> str:
    """The last lines of a container's log; none where there is no log to read."""
    try:
        answer = connection.get(f"/containers/{container}/logs?stdout=1&stderr=1&tail={_LAST_LINES}")
    except UnreachableError:
        return ""
    if answer.status != _OK:
        return ""
    content = answer.body if has_terminal else b"".join(_frames(answer.body))
    return content.decode("utf-8", "replace")


def _frames(body: bytes) -> Iterator[bytes]:
    at = 0
    while at + _FRAME.size <= len(body):
        stream, length = _FRAME.unpack_from(body, at)
        if stream not in _STREAMS:
            return
        at += _FRAME.size
        yield body[at : at + length]
        at += length
