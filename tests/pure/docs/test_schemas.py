"""What commands print with `--json` has a published schema; that it is true, each test of the commands checks."""

import os
import re
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from anyarch.cli._reports.table import REPORTS
from tests.laboratory import commands_page, schemas
from tests.laboratory.debian import REPOSITORY
from tests.pure.docs.test_docs import read


def test_the_published_schemas_are_up_to_date_and_each_is_one() -> None:
    published = {name: read(f"docs/reference/schemas/{name}") for name in os.listdir(schemas.FOLDER)}
    assert published == schemas.texts(), "run: python -m tests.laboratory.schemas"
    for command in (*REPORTS, schemas.ERROR):
        Draft202012Validator.check_schema(schemas.schema(command))


def test_each_command_with_json_has_one() -> None:
    with_json = {
        context.command_path.removeprefix("anyarch ")
        for command, context in commands_page.commands()
        if any(isinstance(option, click.Option) and "--json" in option.opts for option in command.params)
    }
    assert with_json == set(REPORTS)


@pytest.mark.parametrize("command", REPORTS)
def test_a_test_prints_what_each_has_to_say(command: str) -> None:
    words = r",\s*".join(f'"{word}"' for word in command.split())
    typed = re.compile(rf"{words}[^()]*\"--json\"|\b{command}\(person,[^()]*\"--json\"")
    assert any(typed.search(file.read_text()) for file in sorted(Path(REPOSITORY, "tests").rglob("*.py")))


@pytest.mark.parametrize(
    ("output", "wrong"),
    [
        ('{\n  "key": "notice",\n  "value": "auto",\n  "origin": "default"\n}\n', []),
        ('{"key": "notice", "value": "auto", "origin": "default"}\n', ["not in the usual layout"]),
        ('{\n  "key": "notice",\n  "value": "auto"\n}\n', ["$: 'origin' is a required property"]),
        (
            '{\n  "key": "notice",\n  "value": "auto",\n  "origin": "default",\n  "more": 1\n}\n',
            ["$: Additional properties are not allowed ('more' was unexpected)"],
        ),
    ],
)
def test_what_is_wrong_is_found(output: str, wrong: list[str]) -> None:
    assert schemas.errors(("config", "get", "--json", "notice"), output) == wrong
