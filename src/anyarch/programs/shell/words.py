"""Split the text of a shell script into words and operators (POSIX.1-2024, Shell Command Language, 2.2 to 2.3).

A word is a row of parts, so that a caller can expand it: literal text, a variable, a command substitution, or what is
not known from the text, such as a pattern for file names or arithmetic. Comments and here-documents are left out.

Compared with libraries: bashlex 0.18 is GPL, and refuses `case`, `[[` and arithmetic, which entry points use;
tree-sitter-bash 0.25 needs two compiled packages, and recovers from errors by guessing; the standard library's shlex
does not keep apart ``'$A'`` and ``$A``. What is needed here is little: it may give up (`UnreadableError`), but never
guess.
"""

import re
from typing import NamedTuple

from anyarch.programs.shell.pairs import UnreadableError, closing

LITERAL = "literal"
VARIABLE = "variable"
SUBSTITUTION = "substitution"
UNKNOWN = "unknown"

_OPERATORS = sorted(
    "&& || ;;& ;; ;& <<- <<< << >> <& >& <> >| &>> &> |& ( ) < > | & ; \n".split(" "), key=len, reverse=True
)
_REDIRECTIONS = frozenset("<<< >> <& >& <> >| &>> &> < >".split())
_HERE = ("<<", "<<-")
_ENDS = frozenset(" \t\n;&|<>()")
_PATTERN = re.compile(r"[*?]|\[[^\]\s]+\]|\{[^}\s]*(?:,|\.\.)[^}\s]*\}|^~")
_NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]", re.ASCII)
_BRACED = re.compile(r"(BASH_SOURCE\[0\]|[A-Za-z_]\w*|\d+|[@*])(?:(:?[-+=?])(.*))?", re.ASCII | re.DOTALL)
_TEST = re.compile(r"\s\]\](?=[\s;&|)]|$)")
_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=", re.ASCII)
_LONGEST = 4096  # letters of a word, which is then taken for a pattern


class Part(NamedTuple):
    """A part of a word.

    Attributes:
        kind: `LITERAL`, `VARIABLE`, `SUBSTITUTION` or `UNKNOWN`.
        text: the literal text without its quotes; the variable's name; the text of the substitution.
        is_quoted: whether its value stays one word.
        default: of ``${NAME:-default}``, the default; None for none.
        keeps_empty: whether the default is not for an empty variable, as of ``${NAME-default}``.
    """

    kind: str
    text: str
    is_quoted: bool
    default: str | None = None
    keeps_empty: bool = False


class Token(NamedTuple):
    """A word, whose operator is empty; or an operator, which has no parts.

    `start` and `end` are its place in the text. `raw` is how it is written.
    """

    parts: tuple[Part, ...]
    operator: str
    raw: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        """The text of a word without quotes and expansions, as a reserved word is; empty for any other."""
        [part, *more] = self.parts or [Part(UNKNOWN, "", is_quoted=False)]
        return part.text if part.kind == LITERAL and not part.is_quoted and not more else ""


class Words:
    """The tokens of a text, one after the other; an empty operator without parts ends them.

    Args:
        text: the text, without zero bytes.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._here: list[tuple[str, bool]] = []
        self._awaits_here = ""

    def next(self) -> Token:
        """The next token.

        Raises:
            UnreadableError: there is none that is read here; the place is then undefined.
        """
        self._skip_blanks()
        start = self.at
        if start >= len(self.text):
            return Token((), "", "", start, start)
        operator = self._operator()
        if operator and not (operator in "<>" and self.text.startswith("(", start + 1)):
            self.at += len(operator)
            if operator == "\n":
                self._skip_here()
            return self._token((), operator, start)
        if self.text.startswith(("((", "[["), start):
            return self._condition(start)
        parts = self._word()
        token = self._token(parts, "", start)
        if self._awaits_here:
            self._here.append(("".join(part.text for part in parts), self._awaits_here == "<<-"))
            self._awaits_here = ""
        return token

    def redirected(self, operator: str) -> bool:
        """Whether an operator redirects, so that the next word is a file's name or the end of a here-document."""
        if operator in _HERE:
            self._awaits_here = operator
        return operator in _HERE or operator in _REDIRECTIONS

    def _token(self, parts: tuple[Part, ...], operator: str, start: int) -> Token:
        return Token(parts, operator, self.text[start : self.at], start, self.at)

    def _operator(self) -> str:
        if self.text.startswith("((", self.at):
            return ""
        return next((each for each in _OPERATORS if self.text.startswith(each, self.at)), "")

    def _skip_blanks(self) -> None:
        while self.at < len(self.text):
            if self.text[self.at] in " \t":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            elif self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return

    def _skip_here(self) -> None:
        """Go past the here-documents that begin after this line."""
        for end, is_indented in self._here:
            while True:
                if self.at >= len(self.text):
                    raise UnreadableError("a here-document does not end")
                until = self.text.find("\n", self.at)
                until = len(self.text) if until < 0 else until
                line, self.at = self.text[self.at : until], until + 1
                if (line.lstrip("\t") if is_indented else line) == end:
                    break
        self._here = []

    def _condition(self, start: int) -> Token:
        """``[[ … ]]`` or ``(( … ))``, in which other rules apply."""
        if self.text.startswith("[[", start):
            found = _TEST.search(self.text, start)
            if not self.text[start + 2 : start + 3].isspace() or not found:
                raise UnreadableError("a condition does not end")
            self.at = found.end()
        else:
            self.at = closing(self.text, start)
            if self.text[self.at - 2] != ")":
                raise UnreadableError("it is a group in a group, or arithmetic")
        name = self.text[start : start + 2]
        return self._token((Part(LITERAL, name, is_quoted=False),), "", start)

    def _word(self) -> tuple[Part, ...]:
        parts: list[Part] = []
        start = self.at
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in "<>" and self.text.startswith("(", self.at + 1) and self.at == start:
                self.at = closing(self.text, self.at + 1)
                parts.append(Part(UNKNOWN, "", is_quoted=True))
            elif letter == "(" and _ARRAY.fullmatch(self.text, start, self.at):
                self.at = closing(self.text, self.at)
                parts.append(Part(UNKNOWN, "", is_quoted=True))
            elif letter in _ENDS:
                break
            else:
                parts += self._piece(letter)
        return tuple(_joined(parts))

    def _piece(self, letter: str) -> list[Part]:
        """What begins with a letter outside of quotes."""
        if letter == "\\":
            escaped = self.text[self.at + 1 : self.at + 2]
            self.at += 2
            return [] if escaped == "\n" else [Part(LITERAL, escaped or "\\", is_quoted=True)]
        if letter == "'":
            end = self.text.find("'", self.at + 1)
            if end < 0:
                raise UnreadableError("a quote does not end")
            text, self.at = self.text[self.at + 1 : end], end + 1
            return [Part(LITERAL, text, is_quoted=True)]
        if letter == '"':
            return self._in_quotes()
        if letter in "$`":
            return [self._expansion(is_quoted=False)]
        end = self.at
        while end < len(self.text) and self.text[end] not in _ENDS and self.text[end] not in "\\'\"$`":
            end += 1
        text, self.at = self.text[self.at : end], end
        return [Part(LITERAL, text, is_quoted=False)]

    def _in_quotes(self) -> list[Part]:
        self.at += 1
        parts = [Part(LITERAL, "", is_quoted=True)]
        text = ""
        while True:
            letter = self.text[self.at : self.at + 1]
            if letter == '"':
                self.at += 1
                parts.append(Part(LITERAL, text, is_quoted=True))
                # Quotes around "$@" alone make no word of it if there are no arguments.
                has_all = any(part.kind == VARIABLE and part.text == "@" for part in parts)
                return [part for part in parts if part.text or part.kind != LITERAL] if has_all else parts
            if letter == "":
                raise UnreadableError("a quote does not end")
            if letter in "$`":
                parts += [Part(LITERAL, text, is_quoted=True), self._expansion(is_quoted=True)]
                text = ""
                continue
            if letter == "\\" and self.text[self.at + 1 : self.at + 2] in tuple('$`"\\\n'):
                escaped = self.text[self.at + 1]
                text += "" if escaped == "\n" else escaped
                self.at += 2
                continue
            text += letter
            self.at += 1

    def _expansion(self, *, is_quoted: bool) -> Part:
        start = self.at
        if self.text[start] == "`":
            end = self.text.find("`", start + 1)
            text = self.text[start + 1 : end]
            if end < 0 or "\\" in text:
                raise UnreadableError("a substitution does not end, or has another inside")
            self.at = end + 1
            return Part(SUBSTITUTION, text, is_quoted)
        if self.text.startswith("$(", start):
            self.at = closing(self.text, start + 1)
            text = self.text[start + 2 : self.at - 1]
            kind = UNKNOWN if self.text.startswith("$((", start) else SUBSTITUTION
            return Part(kind, text, is_quoted)
        if self.text.startswith("${", start):
            self.at = closing(self.text, start + 1, "{}")
            found = _BRACED.fullmatch(self.text, start + 2, self.at - 1)
            if found is None or (found[2] and found[2][-1] in "+?"):
                return Part(UNKNOWN, "", is_quoted)
            sign = found[2] or ""
            return Part(VARIABLE, found[1], is_quoted, found[3] if sign else None, keeps_empty=not sign.startswith(":"))
        found = _NAME.match(self.text, start + 1)
        if found is None:
            self.at = start + 1
            is_quote = self.text[self.at : self.at + 1] in ("'", '"') and not is_quoted
            return Part(UNKNOWN, "", is_quoted=True) if is_quote else Part(LITERAL, "$", is_quoted=True)
        self.at = found.end()
        return Part(VARIABLE, found[0], is_quoted)


def _joined(parts: list[Part]) -> list[Part]:
    """Literal neighbors as one; a pattern for file names as unknown."""
    joined: list[Part] = []
    for part in parts:
        if part.kind == LITERAL and not part.is_quoted and _is_pattern(part.text):
            joined.append(Part(UNKNOWN, "", is_quoted=False))
        elif joined and part.kind == LITERAL == joined[-1].kind and part.is_quoted and joined[-1].is_quoted:
            joined[-1] = part._replace(text=joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


def _is_pattern(text: str) -> bool:
    return len(text) > _LONGEST or (text != "[" and _PATTERN.search(text) is not None)
