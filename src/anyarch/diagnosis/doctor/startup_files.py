"""The files that a shell reads when it starts, as far as a person writes into them; they are read and never changed.

What a file does is the shell's to know: here a line counts if it stands there and is no comment, whether or not the
shell ever comes to it. Files that these load in turn are not followed.
"""

import glob
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

_LARGEST = 1 << 20
_COMMENT = "#"

# By each shell's manual, "Invocation" or "Startup files". Words in braces are folders, see `_folders`.
_FILES = {
    "bash": ("{home}/.bash_profile", "{home}/.bash_login", "{home}/.profile", "{home}/.bashrc"),
    "zsh": ("{zsh}/.zshenv", "{zsh}/.zprofile", "{zsh}/.zshrc", "{zsh}/.zlogin"),
    "fish": ("{configuration}/fish/conf.d/*.fish", "{configuration}/fish/config.fish"),
}
_EVERYBODYS = ("/etc/environment", "/etc/profile", "/etc/profile.d/*.sh", "/etc/bash.bashrc", "/etc/zsh/zshenv")


class Line(NamedTuple):
    """A line of a file that is no comment; lines are counted from 1."""

    file: str
    number: int
    text: str


def of_shell(shell: str, environment: dict[str, str]) -> Iterator[Line]:
    """The lines of a person's own files for a shell, which is a key of the table."""
    folders = _folders(environment)
    for pattern in _FILES[shell]:
        if folders["home"]:
            yield from _lines(pattern.format(**{name: glob.escape(path) for name, path in folders.items()}))


def everywhere(environment: dict[str, str]) -> Iterator[Line]:
    """The lines of all those files, and of the machine's own."""
    for pattern in _EVERYBODYS:
        yield from _lines(pattern)
    for shell in _FILES:
        yield from of_shell(shell, environment)


def matching(lines: Iterator[Line], pattern: str) -> list[Line]:
    """The lines in which the pattern is found."""
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
