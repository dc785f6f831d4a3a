"""What an interpreter is told to run: the text or the script in the command line of a shell, or of a runtime.

For a shell that is POSIX's rule (sh, "Options"): flags, of which ``-c`` means that the first word after them is the
text; else that word is the script; without a word it reads its commands from standard input. Of other languages only
the script's name is found. Nothing here reads a script.
"""

import re
from typing import NamedTuple

SHELLS = frozenset("ash bash busybox dash ksh mksh sh zsh".split())
SUBSTITUTES = frozenset(("su", "runuser"))  # which start the shell of a user, with -c
_SHELL_FLAGS_WITH_VALUE = "oO"
_SHELL_NAMES_WITH_VALUE = frozenset(("--rcfile", "--init-file"))
_SU_FLAGS_WITH_VALUE = "cgGsw"
_SU_NAMES_WITH_VALUE = tuple("command session-command group supp-group shell whitelist-environment".split())

# Each runtime: its flags with a value, and those after which the program itself is in the command line.
_LANGUAGES = (
    (r"python[\d.]*|pypy[\d.]*", "WXQ", "cm"),
    (r"node|nodejs", "rC", "ep"),
    (r"ruby[\d.]*", "IrEC", "e"),
    (r"perl[\d.]*", "IMmx", "eE"),
    (r"php[\d.]*", "dcz", "r"),
    (r"java", "", ""),
    (r"dotnet|bun|deno|lua[\d.]*|luajit|Rscript|tclsh[\d.]*|guile|mono|erl|elixir", "", "e"),
)
_JAVA_FLAGS_WITH_VALUE = frozenset("-cp -classpath --class-path -p --module-path --add-modules".split())


class Told(NamedTuple):
    """What a shell runs.

    Attributes:
        text: the text after ``-c``; None if it runs a script.
        script: the name of the script.
        arguments: what is ``$1`` and so on in it.
        name: what is ``$0`` in it.
        is_login: whether it is a login shell, which reads files of the user's first and may change the folder.
    """

    text: str | None
    script: str
    arguments: tuple[str, ...]
    name: str
    is_login: bool = False


def told(words: list[str]) -> Told | None:
    """What a command line of a shell, of su or of runuser runs; None if that is not in it."""
    name, *rest = words
    name = name.rpartition("/")[2]
    if name in SUBSTITUTES:
        return _of_substitute(rest)
    if name == "busybox":
        name, *rest = rest or [""]
    return _of_shell(rest) if name in SHELLS else None


def _of_shell(words: list[str]) -> Told | None:
    has_text = is_login = False
    while words and words[0][:1] in ("-", "+") and len(words[0]) > 1:
        flag, *words = words
        if flag == "--":
            break
        if flag.startswith("--"):
            is_login |= flag == "--login"
            words = words[flag in _SHELL_NAMES_WITH_VALUE :]
            continue
        letters = flag[1:]
        if "s" in letters and flag[0] == "-":
            return None
        has_text |= "c" in letters and flag[0] == "-"
        is_login |= "l" in letters
        words = words[sum(letters.count(letter) for letter in _SHELL_FLAGS_WITH_VALUE) :]
    words = words[1:] if words[:1] == ["-"] else words
    if not words:
        return None
    first, *rest = words
    if has_text:
        return Told(first, "", tuple(rest[1:]), rest[0] if rest else "", is_login)
    return Told(None, first, tuple(rest), first, is_login)


def _of_substitute(words: list[str]) -> Told | None:
    """``su [-] USER -c TEXT``, with its flags anywhere."""
    text, is_login, words = None, False, list(words)
    while words:
        word = words.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if word in ("-", "--login"):
            is_login = True
        elif word.startswith("--") and name in _SU_NAMES_WITH_VALUE:
            value = value if equals else (words.pop(0) if words else "")
            text = value if name.endswith("command") else text
        elif word.startswith("-") and not word.startswith("--"):
            letters = word[1:]
            at = next((at for at, letter in enumerate(letters) if letter in _SU_FLAGS_WITH_VALUE), len(letters))
            is_login |= "l" in letters[:at]
            if at < len(letters):
                value = letters[at + 1 :] or (words.pop(0) if words else "")
                text = value if letters[at] == "c" else text
    return None if text is None else Told(text, "", (), "", is_login)


def foreign_script(words: list[str]) -> str | None:
    """The script, the archive or the text that another language's runtime runs; empty for none, None for no runtime."""
    name, *rest = words
    row = next((row for row in _LANGUAGES if re.fullmatch(row[0], name.rpartition("/")[2])), None)
    if row is None:
        return None
    _, with_value, inline = row
    while rest:
        word, *rest = rest
        if not word.startswith("-") or word == "-":
            return word
        if word == "-jar" or (word[1:2] and word[1] in inline and not word.startswith("--")):
            return " ".join([word, *rest[:1]]) if word != "-jar" else "".join(rest[:1])
        has_value = word in _JAVA_FLAGS_WITH_VALUE or (len(word) == 2 and word[1] in with_value)  # noqa: PLR2004
        rest = rest[has_value:]
    return ""
