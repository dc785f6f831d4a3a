"""Read JSON from outside: docker's settings, and the engine's answers.

`parse` calls the C scanner of the standard json module, because importing json would more than double the start-up time
of an intercepted command. Documents are not trusted: where a key is missing or holds something of another type, the
functions below return an empty value of the type asked for.

It does not write JSON: the management commands, which do, have time for the json module.
"""

from _json import make_scanner

_WHITE_SPACE = " \t\r\n"


class _Rules:
    """The defaults of json.JSONDecoder, which the scanner reads as attributes."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}  # noqa: RUF012 - where the scanner keeps the keys that it has seen


_scan = make_scanner(_Rules)  # type: ignore[arg-type] # typeshed asks for a JSONDecoder; the scanner needs its attributes


def parse(data: bytes) -> object:
    """The value of a JSON text in UTF-8.

    Raises:
        ValueError: it is not JSON, or nested more deeply than anything that docker writes.
    """
    text = data.decode("utf-8").strip(_WHITE_SPACE)
    try:
        value, end = _scan(text, 0)
    except (StopIteration, RecursionError):
        raise ValueError("not a JSON document") from None
    if end != len(text):
        raise ValueError("more than one JSON document")
    return value


def entry(document: object, *keys: str) -> object:
    """The value under nested keys; None if there is none."""
    for key in keys:
        if not isinstance(document, dict):
            return None
        document = document.get(key)
    return document


def text(document: object, *keys: str) -> str:
    """The string under nested keys, or an empty one."""
    value = entry(document, *keys)
    return value if isinstance(value, str) else ""


def items(document: object, *keys: str) -> list[object]:
    """The list under nested keys, or an empty one."""
    value = entry(document, *keys)
    return value if isinstance(value, list) else []
