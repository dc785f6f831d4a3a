"""Read JSON from outside: docker's settings, and the engine's answers.

`parse` calls the C scanner of the standard json module, because importing json would more than double the start-up time
of an intercepted command. That scanner is private to Python, and a new release may change it (3.15 did). So it has to
read a specimen first, when this module is imported; where it does not, the json module reads everything instead.

Documents are not trusted: where a key is missing or holds something of another type, the functions below return an
empty value of the type asked for.

Docker's own files are read as docker reads them, which is Go's encoding/json: keys count in upper and lower case, of
repeated ones the last, and a value of another type is passed over. `parse_members` and `structure` do this.

It does not write JSON: the management commands, which do, have time for the json module.
"""

_WHITE_SPACE = " \t\r\n"
# Every kind of value, and what the two scanners make of it, as repr() writes it.
_SPECIMEN = '{"a": 0, "b": {"c": [null, true, false, -1, 2.5e1, NaN, "\\n\\u00e9"]}, "a": {}} '
_SPECIMEN_READ = "({'a': {}, 'b': {'c': [None, True, False, -1, 25.0, nan, '\\né']}}, 78)"
_SPECIMEN_READ_AS_MEMBERS = "([('a', 0), ('b', [('c', [None, True, False, -1, 25.0, nan, '\\né'])]), ('a', [])], 78)"
# What a scanner raises for a text that is not JSON, besides ValueError. SystemError: before Python 3.13 it takes json's
# exception only from a json module that is loaded already, and ends without any otherwise.
_BROKEN = (StopIteration, RecursionError, SystemError)


class _Rules:
    """The defaults of json.JSONDecoder, which the scanner reads as attributes."""

    strict = True
    object_hook = None
    object_pairs_hook: object = None
    array_hook = None  # since Python 3.15
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}  # noqa: RUF012 - where the scanner keeps the keys that it has seen


class Members(list[tuple[str, object]]):
    """The members of an object as they are written, in order, also the repeated ones."""


class _RulesForMembers(_Rules):
    object_pairs_hook = Members


# Each takes a text and a place in it, and returns the value that begins there, and where it ends.
try:
    from _json import make_scanner

    # typeshed asks for a JSONDecoder; the scanner needs its attributes.
    _scan, _scan_members = make_scanner(_Rules), make_scanner(_RulesForMembers)  # type: ignore[arg-type]
    _read = [repr(_scan(_SPECIMEN, 0)), repr(_scan_members(_SPECIMEN, 0))]
except Exception:  # noqa: BLE001 - whatever the scanner of a later Python raises if it is not used as it wants
    _read = []
if _read != [_SPECIMEN_READ, _SPECIMEN_READ_AS_MEMBERS]:
    from json import JSONDecoder

    _scan = JSONDecoder().raw_decode  # type: ignore[assignment]
    _scan_members = JSONDecoder(object_pairs_hook=Members).raw_decode  # type: ignore[assignment]


def parse(data: bytes) -> object:
    """The value of a JSON text in UTF-8.

    Raises:
        ValueError: it is not JSON, or nested more deeply than anything that docker writes.
    """
    text = data.decode("utf-8").strip(_WHITE_SPACE)
    try:
        value, end = _scan(text, 0)
    except _BROKEN:
        raise ValueError("not a JSON document") from None
    if end != len(text):
        raise ValueError("more than one JSON document")
    return value


def parse_members(data: bytes, *, is_whole: bool) -> object:
    """The value at the beginning of a file of docker's, with `Members` for objects.

    Args:
        data: the file.
        is_whole: whether docker refuses a file in which something follows, which it does for some.

    Raises:
        ValueError: docker refuses it.
    """
    text = data.decode("utf-8", "replace").strip(_WHITE_SPACE)
    try:
        value, end = _scan_members(text, 0)
    except _BROKEN:
        raise ValueError("not a JSON document") from None
    if is_whole and end != len(text):
        raise ValueError("more than one JSON document")
    return value


def structure(document: object, kinds: dict[str, type]) -> dict[str, object]:
    """The members that docker has a field for, as Go's encoding/json fills in the fields of a struct.

    Args:
        document: what `parse_members` returned, or a value in it.
        kinds: the type of each field: str, bool, or dict for a Go map. Only keys of a map keep their case.
    """
    found: dict[str, object] = {}
    for key, value in document if isinstance(document, Members) else ():
        for name, kind in kinds.items():
            if len(key) != len(name) or key.casefold() != name.casefold():
                continue
            if kind is dict:
                if isinstance(value, Members):
                    known = found.get(name)
                    found[name] = {**(known if isinstance(known, dict) else {}), **dict(value)}
                elif value is None:
                    found.pop(name, None)
            elif isinstance(value, kind):
                found[name] = value
    return found


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


def needed(document: object, *keys: str) -> str:
    """The string under nested keys.

    Raises:
        ValueError: there is none.
    """
    if value := text(document, *keys):
        return value
    raise ValueError(f"no {'.'.join(keys)} in the answer")


def items(document: object, *keys: str) -> list[object]:
    """The list under nested keys, or an empty one."""
    value = entry(document, *keys)
    return value if isinstance(value, list) else []
