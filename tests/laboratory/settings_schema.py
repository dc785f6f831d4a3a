"""The JSON Schema of the settings file, docs/reference/settings.schema.json.

To write it: `python -m tests.laboratory.settings_schema`. It is made from the table of the settings, and the
descriptions are those of `Settings`.
"""

import inspect
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyarch.person.settings import SETTINGS, Settings

FILE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "reference", "settings.schema.json")
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema; keys that it does not know are allowed, as in anyarch itself."""
    attributes = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")[2]
    described = dict(re.findall(r"^    (\w+): (.*?)(?=^    \w+: |\Z)", attributes, re.MULTILINE | re.DOTALL))
    found: dict[str, Any] = {"$schema": _DIALECT, "title": "anyarch's settings", "type": "object", "properties": {}}
    for setting in SETTINGS:
        table = found
        *tables, name = setting.key.split(".")
        for each in tables:
            table = table["properties"].setdefault(each, {"type": "object", "properties": {}})
        default = getattr(Settings(), setting.field)
        table["properties"][name] = {
            "description": " ".join(described[setting.field].replace("``", "`").split()),
            **setting.kind.schema,
            "default": _plain(default),
        }
    return found


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    return [*map(str, value)] if isinstance(value, tuple) else value


def text() -> str:
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    Path(FILE).write_text(text(), encoding="utf-8")
