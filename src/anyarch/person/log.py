"""The log of the shim: which commands it changed, and what kept it from checking others. For users and bug reports.

Each line has the time and a sentence, and never the command itself, which may contain secrets. The file is kept short:
beyond `LARGEST` it is renamed, and replaces the previous one. If the log cannot be written, the line is dropped.
"""

import os
import time
from typing import NamedTuple

import platformdirs

from anyarch.bare import files
from anyarch.person.text import printable

LARGEST = 256 * 1024
_MODE = 0o600
_MOST_NEW_FOLDERS = 4  # ~/.local/state/anyarch/log


class Entry(NamedTuple):
    """A line of the log: the time in UTC (ISO 8601), and a sentence."""

    time: str
    sentence: str


def path(environment: dict[str, str]) -> str:
    """The log file: ANYARCH_LOG, or a file in platformdirs' user log folder."""
    return environment.get("ANYARCH_LOG") or os.path.join(platformdirs.user_log_dir("anyarch"), "anyarch.log")


def write(environment: dict[str, str], sentence: str) -> None:
    """Add a line with the current time."""
    file = path(environment)
    line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {printable(sentence)}\n"
    try:
        files.make_own_folders(os.path.dirname(file), most=_MOST_NEW_FOLDERS)
        if files.append(file, line.encode("utf-8", "backslashreplace"), _MODE) > LARGEST:
            os.replace(file, f"{file}.1")
    except OSError:
        return


def read(environment: dict[str, str]) -> list[Entry]:
    """The entries of the previous log and of the current one, the oldest first; lines of another form are skipped.

    Raises:
        OSError: there is a log, but it cannot be read.
    """
    file = path(environment)
    entries = []
    for part in (f"{file}.1", file):
        try:
            with open(part, encoding="utf-8", errors="replace", opener=files.at_once) as opened:
                lines = opened.read(2 * LARGEST).splitlines()
        except FileNotFoundError:
            continue
        for line in lines:
            moment, _, sentence = line.partition(" ")
            if sentence and moment.endswith("Z"):
                entries.append(Entry(printable(moment), printable(sentence)))
    return entries
