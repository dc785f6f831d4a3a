"""What words of a shell script mean: variables, arguments, and the few substitutions that give a folder or a name.

A value may be one of several, if a branch of the script may have changed it. What is not known from the script is the
letter `UNKNOWN`, which is in no real word; so a word with it in its text is not known as a whole. A variable that is
set nowhere is unknown, since `docker run -e` may set it; with a default, it is the default, as without that flag.
"""

import itertools
import math
import posixpath
import re

from anyarch.programs.shell import parser
from anyarch.programs.shell.commands import AND, NEXT, Simple
from anyarch.programs.shell.pairs import UnreadableError
from anyarch.programs.shell.words import LITERAL, SUBSTITUTION, VARIABLE, Part, Token, Words

UNKNOWN = "\0"

Fields = tuple[str, ...]
_MOST_CHOICES = 8
_LONGEST = 65536
_DEEPEST = 4
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=", re.ASCII)
_MAGIC = re.compile(r"[*?\[]")
_ALL = ("@", "*")
_SELF = ("0", "BASH_SOURCE", "BASH_SOURCE[0]")
_OWN = frozenset("HOME HOSTNAME IFS LINENO OLDPWD PPID RANDOM SECONDS SHLVL UID EUID".split())


class Values:
    """The values at one place of a script.

    Attributes:
        name: the script's own name; empty if unknown.
        folder: the working folder.
        variables: of each variable, what it may be.
        arguments: what its arguments may be.
    """

    def __init__(self, name: str, folder: str, variables: dict[str, Fields], arguments: tuple[Fields, ...]) -> None:
        self.name = name
        self.folder = folder
        self.variables = variables
        self.arguments = arguments

    def copy(self) -> "Values":
        """The same, for a shell of its own."""
        return Values(self.name, self.folder, dict(self.variables), self.arguments)

    @property
    def path(self) -> str:
        """PATH."""
        found = self.variables.get("PATH", (UNKNOWN,))
        return found[0] if len(found) == 1 else UNKNOWN

    def assign(self, name: str, values: Fields, *, is_sure: bool) -> None:
        """Set a variable; or, if that is not sure, add what it may be."""
        before = () if is_sure else self.variables.get(name, ("",))
        both = tuple(dict.fromkeys((*before, *values)))
        too_much = len(both) > _MOST_CHOICES or any(len(value) > _LONGEST for value in both)
        self.variables[name] = (UNKNOWN,) if too_much else both

    def assigned(self, token: Token) -> tuple[str, Fields] | None:
        """The variable and the values of an assignment; None for any other word."""
        found = _ASSIGNMENT.match(token.raw)
        first = token.parts[0] if token.parts else None
        if found is None or first is None or first.kind != LITERAL or first.is_quoted:
            return None if not re.match(r"[A-Za-z_]\w*(\+=|\[)", token.raw) else (token.raw.split("+")[0], (UNKNOWN,))
        rest = (first._replace(text=first.text[found.end() :]), *token.parts[1:])
        quoted = tuple(part._replace(is_quoted=True) for part in rest)
        return found[1], tuple(" ".join(fields) for fields in self.fields(quoted))

    def words(self, tokens: tuple[Token, ...]) -> tuple[Fields, ...]:
        """What a row of words may be."""
        each = [self.fields(token.parts) for token in tokens]
        if math.prod(len(choices) for choices in each) > _MOST_CHOICES:
            each = [choices[:1] if len(choices) == 1 else ((UNKNOWN,),) for choices in each]
        rows = (tuple(itertools.chain.from_iterable(row)) for row in itertools.product(*each))
        return tuple(dict.fromkeys(rows))

    def fields(self, parts: tuple[Part, ...], depth: int = 0) -> tuple[Fields, ...]:
        """What a word may be: each time none, one or more words."""
        each = [self._values(part, depth) for part in parts]
        if math.prod(len(values) for values in each) > _MOST_CHOICES:
            return ((UNKNOWN,),)
        return tuple(dict.fromkeys(_combined(parts, row) for row in itertools.product(*each)))

    def _values(self, part: Part, depth: int) -> tuple[Fields, ...]:
        """What a part may be: fields that are kept apart, of which there is one, but for ``$@``."""
        if part.kind == LITERAL:
            return ((part.text,),)
        if part.kind == SUBSTITUTION and depth < _DEEPEST:
            return ((self._substituted(part.text, depth + 1),),)
        if part.kind != VARIABLE or depth >= _DEEPEST:
            return ((UNKNOWN,),)
        if part.text in _ALL:
            return self.arguments if part.text == "@" else tuple((" ".join(words),) for words in self.arguments)
        found = self._variable(part.text)
        if part.default is not None:
            missing = (None,) if part.keeps_empty else (None, "")
            default = self._default(part.default, depth + 1) if set(found) & set(missing) else ()
            found = tuple(dict.fromkeys((*(value for value in found if value not in missing), *default)))
        return tuple((UNKNOWN if value is None else value,) for value in found)

    def _variable(self, name: str) -> tuple[str | None, ...]:
        """What a variable may be; None for unset."""
        if name in _SELF:
            return (self.name or UNKNOWN,)
        if name.isdigit():
            at = int(name[:9]) - 1
            return tuple(dict.fromkeys(words[at] if at < len(words) else "" for words in self.arguments))
        if name == "PWD":
            return (self.folder,)
        if not name.isidentifier() or (name in _OWN and name not in self.variables):
            return (UNKNOWN,)
        return self.variables.get(name, (None,))

    def _default(self, text: str, depth: int) -> Fields:
        try:
            words = Words(text if '"' in text or "'" in text else f'"{text}"')
            token, after = words.next(), words.next()
        except UnreadableError:
            return (UNKNOWN,)
        if token.operator or after.operator or after.parts:
            return (UNKNOWN,)
        return tuple(" ".join(fields) for fields in self.fields(token.parts, depth))

    def _substituted(self, text: str, depth: int) -> str:
        """The output of ``dirname``, ``basename``, ``pwd`` or ``echo``, perhaps after ``cd FOLDER &&``."""
        parsed = parser.parse(text)
        links = parsed.commands[0].links if len(parsed.commands) == 1 and not parsed.rest else ()
        here, output = self.copy(), UNKNOWN
        for connector, link in links:
            [command, *more] = link.commands
            if more or not isinstance(command, Simple) or connector not in (NEXT, AND):
                return UNKNOWN
            choices = [here.fields(token.parts, depth) for token in command.words]
            if not choices or any(len(choice) != 1 for choice in choices):
                return UNKNOWN
            words = [word for choice in choices for word in choice[0] if word != "--"]
            output = _output(words[0], words[1:], here) if words else UNKNOWN
        return output


def _output(name: str, words: list[str], here: Values) -> str:
    if name == "pwd":
        return here.folder
    if len(words) != 1 or UNKNOWN in words[0]:
        return UNKNOWN
    if name == "cd":
        here.folder = posixpath.normpath(posixpath.join("/", here.folder, words[0]))
        return ""
    known = {"dirname": posixpath.dirname(words[0]) or ".", "basename": posixpath.basename(words[0]), "echo": words[0]}
    return known.get(name, UNKNOWN)


def _combined(parts: tuple[Part, ...], row: tuple[Fields, ...]) -> Fields:
    """The words that the values of a word's parts make, after field splitting."""
    words: list[str] = []
    current: str | None = None
    for part, fields in zip(parts, row, strict=True):
        is_whole = part.is_quoted or part.kind == LITERAL
        is_all = part.kind == VARIABLE and part.text == "@"
        values = fields if is_whole else [piece for value in fields for piece in _split(value)]
        for at, value in enumerate(values):
            if at and current is not None:
                words.append(current)
                current = None
            if value == "" and not is_whole:
                if current is not None:
                    words.append(current)
                    current = None
                continue
            current = (current or "") + value
        if is_whole and not is_all and current is None:
            current = ""
    return (*words, current) if current is not None else tuple(words)


def _split(value: str) -> list[str]:
    """A value that is split at blanks; an empty piece stands for a blank at an end."""
    pieces = value.split()
    pieces = [UNKNOWN if _MAGIC.search(piece) else piece for piece in pieces]
    return [*[""] * value[:1].isspace(), *pieces, *[""] * (value[-1:].isspace() and bool(pieces))]
