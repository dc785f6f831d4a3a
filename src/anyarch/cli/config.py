"""`anyarch config get|set|path`: the settings."""

import os
import tomllib
from typing import Any

import click

from anyarch.cli import _options, _output
from anyarch.person import settings, settings_file
from anyarch.person.errors import ExitCode, UsageError
from anyarch.person.settings import SETTINGS, Value

_KEYS = [setting.key for setting in SETTINGS]


@click.group("config")
def command() -> None:
    """Show or change the settings."""


@command.command()
@click.argument("key", required=False, type=click.Choice(_KEYS), metavar="[KEY]")
@_options.as_json
def get(key: str | None, *, as_json: bool) -> int:
    """Print the setting KEY, or all settings and where each comes from: the default, a file or a variable.

    Exits with 2 if a value in the settings file or a variable is wrong. Such a value is ignored.
    """
    shown, problems = settings.values(dict(os.environ))
    chosen = [each for each in shown if key in (None, each.key)]
    if as_json:
        rows = [{"key": each.key, "value": _plain(each.value), "origin": each.origin} for each in chosen]
        _output.document(rows[0] if key else rows)
    elif key:
        _output.line(_text(chosen[0]))
    else:
        for each in chosen:
            _output.line(f"{each.key:18} {_text(each)}  ({each.origin})")
    if problems:
        raise UsageError(problems[0])
    return ExitCode.FINE


@command.command("set")
@click.argument("key", type=click.Choice(_KEYS), metavar="KEY")
@click.argument("value")
def set_value(key: str, value: str) -> None:
    """Write the setting KEY to the settings file, and leave the rest of the file unchanged.

    \b
        anyarch config set emulation.policy install
        anyarch config set emulation.prefer linux/arm64,linux/s390x

    VALUE is a word, a number, a list separated by commas, or any TOML value.
    """
    environment = dict(os.environ)
    problem = ""
    for meant in _meanings(value):
        try:
            settings_file.write(environment, key, meant)
        except ValueError as error:
            problem = problem or str(error)
        else:
            break
    else:
        raise UsageError(f"{key} cannot be {value!r}: {problem}.")
    [shown] = [each for each in settings.values(environment)[0] if each.key == key]
    if shown.origin not in ("default", settings.path(environment)):
        _output.note(f"{shown.origin} is set, and overrides it.")


@command.command()
def path() -> None:
    """Print the path of the settings file, even if there is none yet."""
    _output.exactly(os.fsencode(settings.path(dict(os.environ))))


def _meanings(value: str) -> list[object]:
    """What the word may mean: a TOML value, the word itself, a list."""
    try:
        by_toml = [tomllib.loads(f"value = {value}")["value"]]
    except (tomllib.TOMLDecodeError, KeyError):
        by_toml = []
    return [*by_toml, value, value.split(",")]


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    return [str(item) for item in value] if isinstance(value, tuple) else value


def _text(setting: Value) -> str:
    value = _plain(setting.value)
    return ",".join(value) if isinstance(value, list) else str(value)
