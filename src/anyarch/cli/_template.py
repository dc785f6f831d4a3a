"""`--format`, as in docker's commands: a small part of Go's templates, for the rows of a report.

``json`` prints each row as JSON in a line, ``table`` what people get, ``table {{.A}}\\t{{.B}}`` a table with headers,
and anything else is printed for each row, with its fields filled in: ``{{.Field}}``, ``{{.Outer.Inner}}``,
``{{json .Field}}``, ``{{json .}}``. A field is a key of the JSON in Go's way: ``{{.IsSure}}`` is ``is_sure``. Lists are
joined with commas. There is no more of the language: no ``if``, ``range``, pipes or functions.

The rows are the items of the list that the command names, or of the report's list, if it has one alone; otherwise the
report itself.
"""

import json
import re
from collections.abc import Mapping, Sequence

import click

PEOPLE = "table"
_JSON = "json"
_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_FIELD = re.compile(r"(json\s+)?(\.[\w.]*)")
_ESCAPES = {"\\t": "\t", "\\n": "\n"}


def rows(report: object, name: str = "") -> Sequence[object]:
    """What a template is printed for.

    Args:
        report: the report.
        name: the key of its list of rows; empty if that is its only key, or if it has none.
    """
    if isinstance(report, Mapping) and name:
        return list(report[name])
    if isinstance(report, Mapping) and len(report) == 1:
        [only] = report.values()
        if isinstance(only, list):
            return only
    return [report]


def lines(template: str, rows: Sequence[object]) -> tuple[list[str], list[str]]:
    """The headers of a table, empty without one, and a line for each row; cells are separated by tabs.

    Raises:
        click.UsageError: the template cannot be read, or names what there is not.
    """
    if template == _JSON:
        return [], [json.dumps(row) for row in rows]
    first, _, rest = template.partition(" ")
    is_table = first == PEOPLE
    template = rest if is_table else template
    for escape, letter in _ESCAPES.items():
        template = template.replace(escape, letter)
    headers = [_header(cell) for cell in template.split("\t")] if is_table else []
    return headers, [_row(template, row) for row in rows]


def _row(template: str, row: object) -> str:
    return _ACTION.sub(lambda action: _filled(action[1], row), template)


def _header(cell: str) -> str:
    return _ACTION.sub(lambda action: action[1].rpartition(".")[2], cell)


def _filled(action: str, row: object) -> str:
    match = _FIELD.fullmatch(action)
    if not match:
        raise click.UsageError(f"--format cannot have {{{{{action}}}}}, only fields such as {{{{.Name}}}}.")
    value = row
    for name in filter(None, match[2].split(".")):
        fields = {_spelled(key): key for key in value} if isinstance(value, Mapping) else {}
        if name not in fields:
            known = ", ".join(f".{each}" for each in fields) or "none"
            raise click.UsageError(f"--format has .{name}, and there is no such field; the fields are {known}.")
        assert isinstance(value, Mapping)  # noqa: S101 - it has the field
        value = value[fields[name]]
    return json.dumps(value) if match[1] else _text(value)


def _spelled(key: str) -> str:
    """The key as Go spells a field."""
    return "".join(part.title() for part in key.split("_"))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)) and not any(isinstance(each, (Mapping, list, tuple)) for each in value):
        return ",".join(map(str, value))
    return json.dumps(value) if isinstance(value, (Mapping, list, tuple)) else str(value)
