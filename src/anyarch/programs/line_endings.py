"""What the carriage return of a Windows line ending does to a script that Linux starts all the same.

Linux takes everything up to the line feed for the first line. So after ``#!/bin/sh`` the carriage return is part of the
interpreter's name, which then does not exist; that is seen when the interpreter is looked for. What is read here:

* After an argument, it is part of that: ``#!/bin/sh -e`` gives the shell an unknown option. Perl and Ruby ignore it
  there, and so does GNU env's ``-S``, which takes it for a space.
* If no line feed follows at all, as in files of an old Mac, the whole script is the first line.
* A shell takes it as part of each line's last word: it is an unknown command, option or file name. Other languages
  ignore it (Python, Perl, Ruby, node).
"""

import re

from anyarch.programs import launchers
from anyarch.programs.script import Script

WINDOWS_LINES = "windows"  # the encoding of a text that breaks a shell
MAC_LINES = "mac"  # the encoding of a text without line feeds

_END = "\r"
_SHELLS = frozenset("ash bash busybox dash ksh mksh sh zsh".split())
_TOLERANT = ("perl", "ruby")
_ENV = "env"
_COMMENT = re.compile(rb"[ \t]*#")
_HERE_DOCUMENT = b"<<"


def problem(line: Script, content: bytes) -> str:
    """What a script's carriage returns break, as a clause; empty for nothing.

    Args:
        line: the script's first line.
        content: the beginning of the script.
    """
    if encoding(content) == MAC_LINES:
        return "a carriage return alone ends its lines, so the kernel takes them all for the first one"
    name, argument = _name(line.interpreter), line.argument or ""
    if argument.endswith(_END) and name != _ENV and not name.startswith(_TOLERANT):
        return f"the carriage return becomes part of the interpreter's argument, {argument}"
    reader = launchers.started([line.interpreter, argument, "script"]) if name == _ENV else [line.interpreter]
    return problem_of_shell(content) if reader and is_shell(reader[0]) else ""


def encoding(content: bytes) -> str:
    """`MAC_LINES` for a script whose lines end with carriage returns alone, `WINDOWS_LINES` if they break a shell."""
    if _END.encode() in content and b"\n" not in content:
        return MAC_LINES
    return WINDOWS_LINES if problem_of_shell(content) else ""


def problem_of_shell(content: bytes) -> str:
    """What a text's carriage returns break if a shell reads it, as a clause; empty for nothing.

    Comments do not count, and nothing does after a here-document, which may contain such lines on purpose.
    """
    for line in content.partition(_HERE_DOCUMENT)[0].split(b"\n")[:-1]:
        if line.endswith(_END.encode()) and not _COMMENT.match(line):
            return f"the carriage return becomes part of the shell's commands, as in {line.decode('utf-8', 'replace')}"
    return ""


def is_shell(name: str) -> bool:
    """Whether the name or path of an interpreter is a shell's."""
    return _name(name) in _SHELLS


def _name(path: str) -> str:
    return path.rpartition("/")[2]
