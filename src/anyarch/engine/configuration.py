"""What an image starts by itself, as its configuration says: asked of the engine, which has the image.

Only what a private run needs is read. The engine is asked for the image of a platform, which those since API 1.49
honour; with an older one, or with the classic store, there is only one image under the name anyway. What it does not
say of an image, a container of it says (`image_configuration`).
"""

import json
import time
from typing import NamedTuple
from urllib.parse import quote

from anyarch.bare import documents
from anyarch.bare.endpoint import Endpoint
from anyarch.engine.connection import Connection
from anyarch.engine.questions import RefusedError, document_of
from anyarch.oci.platforms import Platform

_NO_CHECK = "NONE"


class Configuration(NamedTuple):
    """ENTRYPOINT and CMD in their exec form, and whether the image has a HEALTHCHECK."""

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    checks_health: bool = False


def read(connection: Connection, endpoint: Endpoint, image: str, platform: Platform) -> Configuration:
    """The configuration of a local image.

    Args:
        connection: to the engine.
        endpoint: the engine.
        image: IMAGE as it was typed.
        platform: which of the images under the name.

    Raises:
        RefusedError, UnreachableError: the engine does not say.
    """
    try:
        document = _of_image(connection, image, platform)
    except RefusedError as refused:
        document = _of_container(endpoint, image, platform, connection.deadline, refused)
    test = _words(document, "Healthcheck", "Test")
    return Configuration(
        entrypoint=_words(document, "Entrypoint"),
        command=_words(document, "Cmd"),
        checks_health=bool(test) and test[0] != _NO_CHECK,
    )


def _of_image(connection: Connection, image: str, platform: Platform) -> object:
    fields = {name: value for name, value in platform._asdict().items() if value}
    target = f"/images/{quote(image, safe='/:@')}/json?platform={quote(json.dumps(fields))}"
    document = document_of(connection.get(target))
    found = documents.entry(document, "Config")
    # Where the engine tells nothing, it has an empty configuration even so.
    if not isinstance(found, dict) or not documents.text(document, "Os"):
        raise RefusedError(f"The engine does not say what {image} starts.")
    return found


def _of_container(endpoint: Endpoint, image: str, platform: Platform, deadline: float, refused: RefusedError) -> object:
    from anyarch.engine import image_configuration  # noqa: PLC0415 - loads docker-py, and few images want it
    from anyarch.engine.unstarted import LookError  # noqa: PLC0415

    try:
        return image_configuration.read(endpoint, image, str(platform), deadline - time.monotonic())
    except LookError:
        raise refused from None


def _words(document: object, *keys: str) -> tuple[str, ...]:
    words = documents.items(document, *keys)
    if not all(isinstance(word, str) for word in words):
        raise RefusedError("The engine's answer about the image cannot be read.")
    return tuple(str(word) for word in words)
