"""Programs that only start another program: find its name in their command line.

Most images start with `env` or with a shell and ``-c``, often behind tini or another wrapper (`wrappers`). A command
line is only followed if it can mean just one thing: a shell script with anything but plain words is not, nor are words
of the shell's own, such as ``cd``. What such a script starts is read by `descent`.
"""

import re
import shlex

from anyarch.programs import interpreters, wrappers
from anyarch.programs.shell.builtins import BUILTINS, RESERVED

_ENV_VALUE = re.compile(r"--(?:unset|chdir|argv0)(=.*)?|-[iv0]*[uCa](.*)", re.DOTALL)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=.*", re.DOTALL)
_PLAIN_TEXT = re.compile(r"[\w@%+=:,./ \"'-]*")
_MOST_SPLITS = 4  # of env's -S within -S, which only an attacker would nest


def started(words: list[str]) -> list[str]:
    """The command line of the program that a command line starts; empty if that is unknown.

    Args:
        words: a command line; the first word is the name or path of the program.
    """
    words = _of_applet(words)
    name = words[0].rpartition("/")[2] if words else ""
    if name == "env":
        return _after_env(words[1:])
    if name in interpreters.SHELLS:
        return _after_shell(words)
    return wrappers.after(words) if words else []


def _of_applet(words: list[str]) -> list[str]:
    """The same, without busybox before the name of an applet."""
    is_applet = len(words) > 1 and words[0].rpartition("/")[2] == "busybox" and not words[1].startswith("-")
    return words[1:] if is_applet else words


def _after_env(words: list[str]) -> list[str]:
    """GNU env: flags, of which ``-S TEXT`` is split into words; assignments; the program.

    It is unknown where the program is, if env changes the folder or PATH that lead to it.
    """
    words, splits, is_moved, has_path = list(words), 0, False, False
    while words and words[0].startswith("-"):
        word = words.pop(0)
        flag, text = _split_flag(word, words)
        if flag:
            splits += 1
            parts = _parts(text)
            if splits > _MOST_SPLITS or not parts:
                return []
            words = [*parts, *words]
        elif found := _ENV_VALUE.fullmatch(word):
            is_moved |= "C" in word.partition("=")[0] or word.startswith("--chdir")
            words = words if found[1] or found[2] else words[1:]
        elif word == "--":
            break
    while words and _ASSIGNMENT.fullmatch(words[0]):
        has_path |= words.pop(0).startswith("PATH=")
    name = words[0] if words else "/"
    is_placed = name.startswith("/") or not (is_moved if "/" in name else has_path)
    return words if is_placed else []


def _split_flag(word: str, following: list[str]) -> tuple[bool, str]:
    """Whether a word is env's ``-S`` in one of its forms, also combined with ``-v`` and ``-i``; and the text to split.

    Linux passes the rest of a script's first line as one word: ``-S node --harmony``.
    """
    if word.startswith("--split-string="):
        return True, word.partition("=")[2]
    found = re.fullmatch(r"-[iv0]*S(.*)", word, re.DOTALL)
    if word != "--split-string" and not found:
        return False, ""
    text = found[1] if found else ""
    return True, text or (following.pop(0) if following else "")


def _after_shell(words: list[str]) -> list[str]:
    """``sh -c 'exec program word'``, if the script is only plain words."""
    flag, text = (*words[1:], "", "")[:2]
    parts = _parts(text) if re.fullmatch(r"-[eul]*c", flag) and _PLAIN_TEXT.fullmatch(text) else []
    while parts and (parts[0] == "exec" or _ASSIGNMENT.fullmatch(parts[0])):
        parts = parts[1:]
    return [] if parts and (parts[0].startswith("-") or parts[0] in BUILTINS | RESERVED) else parts


def _parts(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []
