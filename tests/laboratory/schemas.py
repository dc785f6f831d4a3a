"""The JSON Schemas of what commands print, docs/reference/schemas: `python -m tests.laboratory.schemas`.

They are made from the types in `anyarch.cli._reports`. Later versions may add keys, so a schema allows others; tests do
not (`errors`), so that no key is left out.
"""

import functools
import inspect
import json
import os
import types
import typing
from typing import Any

from jsonschema import Draft202012Validator

from anyarch.cli._reports.failure import Error
from anyarch.cli._reports.table import REPORTS
from tests.laboratory import made_pages

FOLDER = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "reference", "schemas")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
ERROR = "error"
_TYPES = {**REPORTS, ERROR: Error}


def schema(command: str) -> dict[str, Any]:
    """The schema of what a command prints, or of `ERROR`."""
    definitions: dict[str, Any] = {}
    found = _object(_TYPES[command], definitions)
    title = "a command that fails" if command == ERROR else f"anyarch {command}"
    return {"$schema": _DIALECT, "title": title, **found, **({"$defs": definitions} if definitions else {})}


def texts() -> dict[str, str]:
    return {f"{command.replace(' ', '-')}.json": json.dumps(schema(command), indent=2) + "\n" for command in _TYPES}


def errors(words: tuple[str, ...], output: str) -> list[str]:
    """What is wrong with what a command printed, if it was to print JSON."""
    words = words[: words.index("--")] if "--" in words else words
    command = next((name for name in (" ".join(words[:2]), words[0]) if name in REPORTS), "") if words else ""
    if not command or "--json" not in words or not output:
        return []
    printed = json.loads(output)
    validator = _validator(ERROR if [*printed] == [ERROR] else command)
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(printed)]
    return found if output == json.dumps(printed, indent=2) + "\n" else [*found, "not in the usual layout"]


@functools.cache
def _validator(command: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(json.dumps(schema(command)), object_hook=_without_other_keys))


def _without_other_keys(part: dict[str, Any]) -> dict[str, Any]:
    return part | {"additionalProperties": False} if "properties" in part and part.get("type") == "object" else part


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind, include_extras=True)
    optional = {name for name, hint in hints.items() if typing.get_origin(hint) is typing.NotRequired}
    plain = {name: typing.get_args(hint)[0] if name in optional else hint for name, hint in hints.items()}
    about = " ".join(inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].split())
    return {
        "description": about,
        "type": "object",
        "properties": {name: _any(hint, definitions) for name, hint in plain.items()},
        "required": [name for name in hints if name not in optional],
    }


def _any(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SIMPLE:
        return {"type": _SIMPLE[hint]}
    if origin in (list, tuple):
        return {"type": "array", "items": _any(inner[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _any(inner[1], definitions)}
    if origin in (types.UnionType, typing.Union):
        if all(each in _SIMPLE for each in inner):
            return {"type": [_SIMPLE[each] for each in inner]}
        return {"anyOf": [_any(each, definitions) for each in inner]}
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        definitions[hint.__name__] = _object(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


if __name__ == "__main__":
    made_pages.write_all(FOLDER, texts())
