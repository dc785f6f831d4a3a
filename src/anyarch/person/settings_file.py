"""Write the settings file: one value at a time; everything else in it stays as it was, comments too.

A value is checked by the setting's own reader (`settings.SETTINGS`) before anything is written. Other mistakes in the
file are left alone.
"""

import os

from anyarch.bare import files
from anyarch.bare.errors import AnyarchError
from anyarch.person import settings

_MODE = 0o600
_FOLDER_MODE = 0o700


class UnwritableError(AnyarchError):
    """The file cannot be changed."""


def write(environment: dict[str, str], key: str, value: object) -> None:
    """Set one of `settings.SETTINGS`, given by its key, to a value as TOML has it.

    Raises:
        ValueError: the value is of the wrong type; the message is the end of a sentence.
        UnwritableError: the file is not TOML, or cannot be written.
    """
    import tomlkit  # noqa: PLC0415 - a tenth of a second, and most processes write no settings
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - as above

    next(setting for setting in settings.SETTINGS if setting.key == key).read(value)
    file = settings.path(environment)
    try:
        document = tomlkit.parse(_text(file))
        table = document
        *tables, name = key.split(".")
        for each in tables:
            if each not in table:
                table[each] = tomlkit.table()
            table = table[each]
        table[name] = value
        files.make_folders(os.path.dirname(file), _FOLDER_MODE)
        files.rewrite(file, tomlkit.dumps(document).encode("utf-8"), _MODE)
    except (TOMLKitError, TypeError, OSError, UnicodeDecodeError) as error:
        raise UnwritableError(f"The settings file {file} cannot be changed: {error}.") from error


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8", newline="") as opened:
            return opened.read()
    except FileNotFoundError:
        return ""
