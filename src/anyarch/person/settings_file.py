"""Change the settings file: one value at a time; everything else in it stays as it was, comments too.

A value is checked by the setting's own kind (`settings.SETTINGS`) before anything is written. Other mistakes in the
file are left alone.
"""

import os
from collections.abc import Callable, MutableMapping
from typing import Any

from anyarch.bare import files, ownership
from anyarch.bare.errors import AnyarchError
from anyarch.person import settings
from anyarch.person.reasons import why

_MODE = 0o600
_FOLDER_MODE = 0o700


class UnwritableError(AnyarchError):
    """The file cannot be changed."""


def write(environment: dict[str, str], key: str, value: object) -> None:
    """Set one of `settings.SETTINGS`, given by its key, to a value as TOML has it.

    Raises:
        ValueError: the value is of the wrong kind; the message is the end of a sentence.
        UnwritableError: the file is not TOML, or cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - a tenth of a second, and most processes write no settings

    next(setting for setting in settings.SETTINGS if setting.key == key).kind.read(value)

    def change(document: MutableMapping[str, Any]) -> bool:
        table = document
        *tables, name = key.split(".")
        for each in tables:
            if each not in table:
                table[each] = tomlkit.table()
            table = table[each]
        _put(table, name, value)
        return True

    _change(settings.path(environment), change)


def remove(environment: dict[str, str], key: str) -> bool:
    """Remove a key, of a setting or an unknown one, and the tables that have nothing else; whether it was there.

    Raises:
        UnwritableError: the file is not TOML, or cannot be written.
    """
    *tables, name = key.split(".")

    def change(document: MutableMapping[str, Any]) -> bool:
        path = [document]
        for each in tables:
            if not isinstance(path[-1].get(each), MutableMapping):
                return False
            path.append(path[-1][each])
        if name not in path[-1]:
            return False
        del path[-1][name]
        for outer, each, inner in reversed([*zip(path, tables, path[1:], strict=False)]):
            if not inner:
                del outer[each]
        return True

    return _change(settings.path(environment), change)


def _change(file: str, change: Callable[[MutableMapping[str, Any]], bool]) -> bool:
    """Change the file, unless `change` says that there is nothing to change."""
    import tomlkit  # noqa: PLC0415 - as above
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - as above

    try:
        _refuse(ownership.weakness(file))
        document = tomlkit.parse(_text(file))
        is_changed = change(document)
        if is_changed:
            files.make_folders(os.path.dirname(file), _FOLDER_MODE)
            files.rewrite(file, tomlkit.dumps(document).encode("utf-8"), _MODE)
    except (TOMLKitError, TypeError, OSError, UnicodeDecodeError) as error:
        raise UnwritableError(f"The settings file {file} cannot be changed: {why(error)}.") from error
    return is_changed


def _put(table: MutableMapping[str, object], name: str, value: object) -> None:
    """Set a value in a table; a value that is a table itself keeps the comments on the rows that stay."""
    there = table.get(name)
    if not isinstance(value, dict) or not isinstance(there, MutableMapping):
        table[name] = value
        return
    for key in [key for key in there if key not in value]:
        del there[key]
    for key in [key for key in value if there.get(key) != value[key]]:
        there[key] = value[key]


def _refuse(found: ownership.Weakness | None) -> None:
    if found:
        raise PermissionError(str(found))


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8", newline="", opener=files.at_once) as opened:
            _refuse(ownership.weakness(file, opened=os.fstat(opened.fileno())))
            return opened.read()
    except FileNotFoundError:
        return ""
