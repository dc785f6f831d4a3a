"""`anyarch config list|get|set|unset|path`: the settings. What `get` prints, `set` takes."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from typing import Any

import click

from anyarch.cli import _completion, _options, _output, _page
from anyarch.cli._commands import Group
from anyarch.person import settings, settings_file
from anyarch.person.errors import ExitCode
from anyarch.person.settings import SETTINGS, Value


def _existing(context: click.Context, option: click.Parameter, key: str) -> str:
    """The key of a setting.

    Raises:
        click.BadParameter: there is no such setting.
    """
    keys = [setting.key for setting in SETTINGS]
    if key not in keys:
        similar = difflib.get_close_matches(key, keys, n=2)
        hint = f"Did you mean {' or '.join(similar)}?" if similar else "To list them: anyarch config list"
        raise click.BadParameter(f"{key!r} is not a setting. {hint}", context, option)
    return key


@click.group("config", cls=Group)
def command() -> None:
    """Show or change the settings."""


@command.command("list")
@_options.as_json
@_options.quiet("Key", "the keys")
def list_values(*, as_json: bool) -> int:
    """Show all settings, and where each value comes from: the default, the settings file or a variable.

    Exits with 2 if a value in the file or a variable is wrong. Such a value is ignored.
    """
    found, problems = settings.values(dict(os.environ))
    rows = [_row(each) for each in found]
    lines = _page.table(("key", "value", "origin"), [(each.key, _text(each), each.origin) for each in found])
    _output.result({"settings": rows}, lines, as_json=as_json)
    for problem in problems:
        _output.note(f"anyarch: {problem.sentence}")
        if problem.remedy:
            _output.note(f"fix: {problem.remedy}")
    return ExitCode.FINE if all(problem.is_harmless for problem in problems) else ExitCode.USAGE


@command.command()
@click.argument("key", callback=_existing, metavar="KEY", shell_complete=_completion.settings)
@_options.as_json
def get(key: str, *, as_json: bool) -> None:
    """Print the setting KEY, as `anyarch config set` takes it."""
    [found] = [each for each in settings.values(dict(os.environ))[0] if each.key == key]
    _output.result(_row(found), [_text(found)], as_json=as_json)


@command.command("set")
@click.argument("key", callback=_existing, metavar="KEY", shell_complete=_completion.settings)
@click.argument("value", shell_complete=_completion.setting_values)
def set_value(key: str, value: str) -> None:
    """Write the setting KEY to the settings file, and leave the rest of the file unchanged.

    \b
        anyarch config set emulation.policy install
        anyarch config set emulation.prefer linux/arm64,linux/s390x

    VALUE is a word, a number, a list separated by commas, or any TOML value.
    """
    environment = dict(os.environ)
    problems = []
    for meant in _meanings(value):
        try:
            settings_file.write(environment, key, meant)
        except ValueError as error:
            problems.append(str(error))
        else:
            break
    else:
        raise click.UsageError(f"{key} cannot be {value!r}: {problems[-1]}.")
    [shown] = [each for each in settings.values(environment)[0] if each.key == key]
    if shown.origin not in (settings.DEFAULT, settings.path(environment)):
        _output.note(f"{shown.origin} is set, and overrides it.")


@command.command()
@click.argument("key", metavar="KEY", shell_complete=_completion.settings)
@click.pass_context
def unset(context: click.Context, key: str) -> int:
    """Remove KEY from the settings file, so that its default applies again.

    KEY can also be one that is not a setting, but in the file. Exits with 1 if it is not there.
    """
    environment = dict(os.environ)
    if settings_file.remove(environment, key):
        return ExitCode.FINE
    _existing(context, context.command.params[0], key)
    _output.note(f"{key} is not in {settings.path(environment)}.")
    return ExitCode.FINDING


@command.command()
def path() -> None:
    """Print the path of the settings file, even if there is none yet."""
    _output.exactly(os.fsencode(settings.path(dict(os.environ))))


def _meanings(value: str) -> list[object]:
    """What the word may mean: itself, a TOML value, a list."""
    try:
        by_toml = [tomllib.loads(f"value = {value}")["value"]]
    except (tomllib.TOMLDecodeError, KeyError):
        by_toml = []
    parts = [part.strip() for part in value.split(",")] if value else []
    table = dict(part.split("=", 1) for part in parts) if all("=" in part for part in parts) else parts
    return [value, *by_toml, table, parts]


def _row(setting: Value) -> dict[str, Any]:
    return {"key": setting.key, "value": _plain(setting.value), "origin": setting.origin}


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON has
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    return [str(item) for item in value] if isinstance(value, tuple) else value


def _text(setting: Value) -> str:
    value = _plain(setting.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, dict):
        value = [f"{key}={item}" for key, item in value.items()]
    return ",".join(value) if isinstance(value, list) else str(value)
