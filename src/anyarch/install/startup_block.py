"""The block in a shell's startup file that loads the function: write it, and take it out again.

It stands between two marks, and only what is between them is ever changed. The file is replaced whole, after its former
content was kept next to it. A file that another user owns, or that its owner may not write to, is left alone.

It does not look for lines that the user has written.
"""

import os
import re
import shlex
import sys

from anyarch.bare import files
from anyarch.bare.errors import AnyarchError
from anyarch.person.reasons import why

BACKUP = ".before-anyarch"  # added to the file's name
_BEGIN = b"# >>> anyarch >>>"
_END = b"# <<< anyarch <<<"
_WRITTEN = " # written by: anyarch init "
_BLOCK = re.compile(rb"^# >>> anyarch >>>.*?^# <<< anyarch <<<[^\n]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_NEW_FILE = 0o644
_MOST_NEW_FOLDERS = 2  # ~/.config/fish


class StartupFileError(AnyarchError):
    """The startup file cannot be changed."""


def path(shell: str, environment: dict[str, str]) -> str:
    """The file that an interactive shell reads when it starts; on macOS, terminals start bash as a login shell.

    Raises:
        StartupFileError: there is no home directory.
    """
    home = environment.get("HOME", "")
    if not home:
        raise StartupFileError("HOME is not set, so there is no startup file.")
    match shell:
        case "fish":
            return os.path.join(environment.get("XDG_CONFIG_HOME") or f"{home}/.config", "fish", "config.fish")
        case "zsh":
            return os.path.join(environment.get("ZDOTDIR") or home, ".zshrc")
    return os.path.join(home, ".bash_profile" if sys.platform == "darwin" else ".bashrc")


def write(file: str, shell: str, function: str) -> bool:
    """Have a startup file load the function from a file, an absolute path; whether something was changed.

    Raises:
        StartupFileError: it cannot be changed.
    """
    block = _text(shell, function).encode("utf-8", "surrogateescape")
    before = _content(file)
    if before is None:
        after = block
    elif found := _BLOCK.search(before):
        after = before[: found.start()] + block + _BLOCK.sub(b"", before[found.start() :])
    else:
        after = before + (b"" if before.endswith(b"\n") or not before else b"\n") + block
    return _change(file, before, after)


def remove(file: str) -> bool:
    """Take the block out of a startup file; whether something was changed.

    Raises:
        StartupFileError: it cannot be changed.
    """
    before = _content(file)
    return before is not None and _change(file, before, _BLOCK.sub(b"", before))


def is_own(line: str) -> bool:
    """Whether a line of a startup file is one that `write` has written."""
    return _WRITTEN in line


def _text(shell: str, function: str) -> str:
    if shell == "fish":
        quoted = "'" + function.replace("\\", "\\\\").replace("'", "\\'") + "'"
        line = f"test -r {quoted}; and source {quoted}"
    else:
        quoted = shlex.quote(function)
        line = f"if [ -r {quoted} ]; then . {quoted}; fi"
    return f"{_BEGIN.decode()}\n{line}{_WRITTEN}{shell} --write\n{_END.decode()}\n"


def _content(file: str) -> bytes | None:
    """What is in the file; None if it does not exist.

    Raises:
        StartupFileError: it cannot be read, or only one of the marks is there.
    """
    try:
        with open(file, "rb", opener=files.at_once) as opened:
            content = opened.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StartupFileError(f"{file} cannot be read: {why(error)}.") from error
    rest = _BLOCK.sub(b"", content)
    if re.search(rb"^(?:%b|%b)" % (_BEGIN, _END), rest, re.MULTILINE):
        raise StartupFileError(f"{file} has only one of anyarch's two marks. Remove that line by hand.")
    return content


def _change(file: str, before: bytes | None, after: bytes) -> bool:
    if after == (before or b""):
        return False
    target = files.followed(file)
    folder = os.path.dirname(target)
    try:
        files.make_folders(folder, 0o777, most=_MOST_NEW_FOLDERS)
        owned = target if before is not None else folder
        if os.stat(owned).st_uid != os.geteuid():
            raise StartupFileError(f"{owned} belongs to another user.")
        if not os.access(owned, os.W_OK):
            raise StartupFileError(f"{owned} is read-only.")
        if before is not None:
            files.replace(f"{target}{BACKUP}", before, os.stat(target).st_mode & 0o777)
        files.rewrite(file, after, _NEW_FILE)
    except OSError as error:
        raise StartupFileError(f"{file} cannot be written: {why(error)}.") from error
    return True
