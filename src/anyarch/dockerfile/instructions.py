r"""A Dockerfile's instructions, each with its line, as BuildKit's parser finds them (frontend/dockerfile/parser).

* Directives (``# syntax=``, ``# escape=``, ``# check=``) are comments before everything else, each at most once. A
  shebang may come before ``# syntax=``.
* A line that ends with the escape character goes on in the next one. Comments and empty lines in between do not count.
* RUN, COPY and ADD, also behind ONBUILD, may have heredocs (``<<EOF``, ``<<-EOF``, quoted or not, several): the lines
  up to the closing one are no instructions. In JSON form they have none.
* Keywords are in any case; flags (``--name=value``) come before the rest.
* A byte order mark and carriage returns do not count.

What docker would refuse is an `UnreadableError`. Not every mistake is found: only what can make a reader see other
instructions than docker does. Expansion of variables is in `expansion`.
"""

import json
import re
from typing import NamedTuple, NoReturn

from anyarch.dockerfile import expansion
from anyarch.dockerfile.errors import NestedError, UnreadableError
from anyarch.dockerfile.expansion import SPACES

LARGEST = 1 << 20  # bytes of a Dockerfile
_LONGEST_LINE = 64 * 1024 - 2  # bytes, without its end: Go's bufio.MaxScanTokenSize
KEYWORDS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME "
    "WORKDIR".split()
)
_WITH_HEREDOCS = ("ADD", "COPY", "RUN")
_UNTRIGGERED = ("FROM", "MAINTAINER", "ONBUILD")
_DIRECTIVE = re.compile(r"#[\t\n\v\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*")
_DIRECTIVES = ("syntax", "escape", "check")
_ASCII_SPACES = "\t\n\v\f\r "
_SPACE = re.compile("[\t\v\f\r ]+")
_HEREDOC = re.compile("[0-9]*<<(-?)[\t\n\f\r ]*([^<]*)")


class Instruction(NamedTuple):
    """One instruction.

    Attributes:
        keyword: in upper case.
        flags: the words before the rest that begin with ``--``, without quotes.
        rest: everything behind them, as it stands.
        line: the line where it begins, counted from 1.
        trigger: of ONBUILD, the instruction behind it.
    """

    keyword: str
    flags: tuple[str, ...]
    rest: str
    line: int
    trigger: "Instruction | None" = None


class Text(NamedTuple):
    """A Dockerfile: its instructions, its escape character, and the frontend in ``# syntax=``, empty for none."""

    instructions: tuple[Instruction, ...]
    escape: str
    syntax: str


def read(content: bytes) -> Text:
    """Read a Dockerfile.

    Raises:
        UnreadableError: docker would refuse it, it is not understood, or it is too large.
    """
    if len(content) > LARGEST:
        raise UnreadableError(f"It is larger than {LARGEST} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("It is not in UTF-8.") from error
    lines = [line.rstrip("\r") for line in text.split("\n")]
    for number, line in enumerate(lines, 1):
        if len(line.encode()) >= _LONGEST_LINE:
            raise UnreadableError(f"It is longer than {_LONGEST_LINE} bytes.", number)
    return _Reader(lines).text()


def words(text: str) -> list[str]:
    """The words between spaces; none of an empty text."""
    return _SPACE.split(text) if text else []


class _Reader:
    """The lines of a Dockerfile, read from the first to the last."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._number = 0
        self._syntax, self._escape = _directives(lines)
        escape = re.escape(self._escape)
        self._continued = re.compile(f"(?:(?<!{escape})|^){escape}[ \t]*$")

    def text(self) -> Text:
        found = []
        while self._number < len(self._lines):
            start = self._number + 1
            line = self._logical_line()
            if line is None:
                continue
            try:
                found.append(self._instruction(line, start))
            except UnreadableError as error:
                raise error.at(start) from error
        return Text(tuple(found), self._escape, self._syntax)

    def _logical_line(self) -> str | None:
        """The next line with those that continue it; None for a comment or an empty one."""
        line = self._take().lstrip(SPACES)
        line, goes_on = self._cut("" if line.startswith("#") else line)
        if not goes_on:
            return line or None
        parts = [line]
        while goes_on and self._number < len(self._lines):
            line = self._take()
            bare = line.lstrip(SPACES)
            if bare and not bare.startswith("#"):
                line, goes_on = self._cut(line)
                parts.append(line)
        return "".join(parts)

    def _cut(self, line: str) -> tuple[str, bool]:
        """The line without the escape character at its end, and whether it had one."""
        found = self._continued.search(line)
        return (line[: found.start()], True) if found else (line, False)

    def _take(self) -> str:
        self._number += 1
        return self._lines[self._number - 1]

    def _instruction(self, line: str, start: int) -> Instruction:
        found = self._split(line, start)
        holder = found.trigger or found
        if holder.keyword in _WITH_HEREDOCS and "<<" in line and not _is_json(holder.rest):
            for name, is_indented in _heredocs(line):
                self._skip_heredoc(name, is_indented=is_indented)
        return found

    def _split(self, line: str, start: int, refused: tuple[str, ...] = ()) -> Instruction:
        keyword, *rest = _SPACE.split(line.strip(SPACES), maxsplit=1)
        keyword = keyword.upper() if keyword.isascii() else keyword
        if keyword not in KEYWORDS or keyword in refused:
            raise UnreadableError("It begins with no instruction that docker accepts here.")
        flags, arguments = _flags(rest[0], self._escape) if rest else ((), "")
        arguments = arguments.strip(SPACES)
        trigger = self._split(arguments, start, _UNTRIGGERED) if keyword == "ONBUILD" else None
        return Instruction(keyword, flags, arguments, start, trigger)

    def _skip_heredoc(self, name: str, *, is_indented: bool) -> None:
        while self._number < len(self._lines):
            line = self._take()
            if (line.lstrip("\t") if is_indented else line) == name:
                return
        raise UnreadableError("A heredoc is not closed.")


def _directives(lines: list[str]) -> tuple[str, str]:
    """The frontend, empty for none, and the escape character."""
    has_shebang = bool(lines) and lines[0].startswith("#!")
    found: dict[str, str] = {}
    for number, line in enumerate(lines[has_shebang:], 1 + has_shebang):
        matched = _DIRECTIVE.fullmatch(line.lstrip(SPACES))
        if matched is None or matched[1].lower() not in _DIRECTIVES:
            break
        name = matched[1].lower()
        if name in found:
            raise UnreadableError(f"The directive {name} is there twice.", number)
        found[name] = matched[2]
    escape = "\\" if has_shebang else found.get("escape", "\\")
    if escape not in ("\\", "`"):
        raise UnreadableError("The directive escape is neither a backslash nor a backtick.")
    return found.get("syntax", "").partition(" ")[0], escape


def _flags(text: str, escape: str) -> tuple[tuple[str, ...], str]:
    """The flags at the beginning of an instruction's arguments, without quotes, and what follows them."""
    found: list[str] = []
    position = 0
    while True:
        while position < len(text) and text[position] in _ASCII_SPACES:
            position += 1
        if not text.startswith("--", position):
            return tuple(found), text[position:]
        word, position = _flag(text, position, escape)
        if not word.isascii():
            raise UnreadableError("A flag has a character that is not ASCII.")
        if word == "--":
            return tuple(found), text[position:]
        found.append(word)


def _flag(text: str, position: int, escape: str) -> tuple[str, int]:
    """A word that may have quotes, without them, and the position after it."""
    word: list[str] = []
    quote = ""
    while position < len(text) and (quote or text[position] not in _ASCII_SPACES):
        letter = text[position]
        if letter == quote:
            quote = ""
        elif not quote and letter in "'\"":
            quote = letter
        elif letter == escape:
            position += 1
            word.append(text[position : position + 1])
        else:
            word.append(letter)
        position += 1
    return "".join(word), position


def _heredocs(line: str) -> list[tuple[str, bool]]:
    """The closing line of each heredoc, and whether tabs may come before it."""
    try:
        found = expansion.words(line, is_raw=True)
    except NestedError:
        raise
    except UnreadableError:
        return []  # as in BuildKit
    heredocs = []
    for word in found:
        matched = _HEREDOC.fullmatch(word)
        if matched is None or not matched[2]:
            continue
        if "$" in matched[2]:
            raise UnreadableError("The name of a heredoc has a variable.")
        names = expansion.words(matched[2], is_raw=False)
        if len(names) == 1:
            heredocs.append((names[0], matched[1] == "-"))
    return heredocs


def _is_json(text: str) -> bool:
    """Whether the arguments are a JSON list of texts."""
    if not text.startswith("["):
        return False
    try:
        found = json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    except RecursionError as error:
        raise UnreadableError("It has too many brackets within brackets.") from error
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UnreadableError("A JSON list may only have texts.")
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
