"""The files that shells read when they start, and that users edit; they are never changed.

A line counts if it is not a comment, whether or not the shell ever executes it. Files that these files load are not
read.
"""

import glob
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

_LARGEST = 1 << 20
_COMMENT = "#"

# By each shell's manual, "Invocation" or "Startup files". Words in braces are directories, see `_folders`.
_FILES = {
    "bash": ("{home}/.bash_profile", "{home}/.bash_login", "{home}/.profile", "{home}/.bashrc"),
    "zsh": ("{zsh}/.zshenv", "{zsh}/.zprofile", "{zsh}/.zshrc", "{zsh}/.zlogin"),
    "fish": ("{configuration}/fish/conf.d/*.fish", "{configuration}/fish/config.fish"),
}
_SHARED = ("/etc/environment", "/etc/profile", "/etc/profile.d/*.sh", "/etc/bash.bashrc", "/etc/zsh/zshenv")


class Line(NamedTuple):
    """A line of a file that is not a comment; lines are counted from 1."""

    file: str
    number: int
    text: str


def of_shell(shell: str, environment: dict[str, str]) -> Iterator[Line]:
    """The lines of the user's own files for a shell, a key of the table."""
    folders = _folders(environment)
    for pattern in _FILES[shell]:
        if folders["home"]:
            yield from _lines(pattern.format(**{name: glob.escape(path) for name, path in folders.items()}))


def everywhere(environment: dict[str, str]) -> Iterator[Line]:
    """The lines of these files for all shells, and of the files for all users."""
    for pattern in _SHARED:
        yield from _lines(pattern)
    for shell in _FILES:
        yield from of_shell(shell, environment)


def matching(lines: Iterator[Line], pattern: str) -> list[Line]:
    """The lines that contain the pattern."""
    return [line for line in lines if re.search(pattern, line.text)]


def _folders(environment: dict[str, str]) -> dict[str, str]:
    home = environment.get("HOME", "")
    return {
        "home": home,
        "zsh": environment.get("ZDOTDIR") or home,
        "configuration": environment.get("XDG_CONFIG_HOME") or f"{home}/.config",
    }


def _lines(pattern: str) -> Iterator[Line]:
    for path in sorted(glob.glob(pattern)):
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            with open(descriptor, encoding="utf-8", errors="replace") as file:
                text = file.read(_LARGEST)
        except OSError:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip() and not line.lstrip().startswith(_COMMENT):
                yield Line(path, number, line.strip())
