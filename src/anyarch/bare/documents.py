"""Read JSON that others wrote: docker's settings, and what engines answer.

`parse` uses the scanner behind the standard json module directly, because loading json itself would more than double
the start-up of an intercepted command. Documents are hostile until read: the accessors below give an empty value of
the type asked for wherever a key is absent or holds something else.

It does not write JSON; the management commands, which do, have the time for the json module.
"""

from _json import make_scanner

_WHITE_SPACE = " \t\r\n"


class _Rules:
    """What json.JSONDecoder sets by default, as the scanner reads it."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}  # noqa: RUF012 - the scanner's own working memory


_scan = make_scanner(_Rules)  # type: ignore[arg-type] # typeshed wants a JSONDecoder, the scanner its attributes


def parse(data: bytes) -> object:
    """The value of a JSON text in UTF-8.

    Raises:
        ValueError: it is not JSON, or nested more deeply than anything docker writes.
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
    """What stands under nested keys; None where the path ends early."""
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
