"""What an image starts by itself, as its configuration says: asked of the engine, which has the image.

Only what a private run needs is read. The engine is asked for the image of a platform, which those since API 1.49
honour; with an older one, or with the classic store, there is only one image under the name anyway.
"""

import json
from typing import NamedTuple
from urllib.parse import quote

from anyarch import documents
from anyarch.engine.connection import Connection
from anyarch.engine.questions import RefusedError, document_of
from anyarch.platforms import Platform

_NO_CHECK = "NONE"


class Configuration(NamedTuple):
    """ENTRYPOINT and CMD in their exec form, and whether the image has a HEALTHCHECK."""

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    checks_health: bool = False


def read(connection: Connection, image: str, platform: Platform) -> Configuration:
    """The configuration of a local image.

    Args:
        connection: the engine.
        image: IMAGE as it was typed.
        platform: which of the images under the name.

    Raises:
        RefusedError, UnreachableError: the engine does not say.
    """
    fields = {name: value for name, value in platform._asdict().items() if value}
    target = f"/images/{quote(image, safe='/:@')}/json?platform={quote(json.dumps(fields))}"
    document = documents.entry(document_of(connection.get(target)), "Config")
    if not isinstance(document, dict):
        raise RefusedError(f"The engine does not say what {image} starts.")
    test = _words(document, "Healthcheck", "Test")
    return Configuration(
        entrypoint=_words(document, "Entrypoint"),
        command=_words(document, "Cmd"),
        checks_health=bool(test) and test[0] != _NO_CHECK,
    )


def _words(document: object, *keys: str) -> tuple[str, ...]:
    words = documents.items(document, *keys)
    if not all(isinstance(word, str) for word in words):
        raise RefusedError("The engine's answer about the image cannot be read.")
    return tuple(str(word) for word in words)
