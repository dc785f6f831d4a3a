"""The JSON Schema of the settings file says what anyarch says: of a file with every key, and of mistakes."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from anyarch.person import settings
from tests.laboratory import settings_schema
from tests.pure.docs.test_docs import BLOCK, read

SCHEMA = settings_schema.schema()
MISTAKES = ["notice = 'loud'", "lookup.timeout = 0", "lookup = 5", "catalog.direct = 1", "emulation.prefer = 'amd64'"]


def test_the_published_schema_is_up_to_date() -> None:
    published = read("docs/reference/settings.schema.json")
    assert published == settings_schema.text(), "run: python -m tests.laboratory.settings_schema"
    Draft202012Validator.check_schema(json.loads(published))


def test_it_accepts_the_file_with_every_key() -> None:
    *_, every = [content for kind, content in BLOCK.findall(read("docs/reference/settings.md")) if kind == "toml"]
    assert list(Draft202012Validator(SCHEMA).iter_errors(tomllib.loads(every))) == []


@pytest.mark.parametrize("text", MISTAKES)
def test_it_refuses_what_anyarch_refuses(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(text)
    assert settings.load({"ANYARCH_CONFIG": str(tmp_path / "config.toml")})[1] != []
    assert list(Draft202012Validator(SCHEMA).iter_errors(tomllib.loads(text))) != []
