r"""Variables and quotes in a Dockerfile's words, as BuildKit's own lexer has them (frontend/dockerfile/shell/lex.go).

* ``$X`` and ``${X}``; ``${X:-word}``, ``${X-word}``, ``${X:+word}``, ``${X+word}``, ``${X:?word}`` and ``${X?word}``,
  where the word may have variables again. An unset variable is empty.
* Text in single quotes stays as it is; in double quotes, variables are replaced.
* The escape character (``\``, or a backtick) takes the next character as it is.

What newer versions have in addition (``${X#pattern}``, ``${X%pattern}``, ``${X/old/new}``) is not replaced: that is an
`UnreadableError`, and so is what BuildKit itself refuses.

`words` only splits a text, and leaves quotes and variables as they are: BuildKit looks for heredocs in it.
"""

from collections.abc import Mapping

from anyarch.dockerfile.errors import NestedError, UnreadableError

# As Go's unicode.IsSpace has them; Python's isspace() knows others too.
SPACES = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_SPECIAL = "@*#?-$!"  # variables with a name of one character, in a shell
_MOST_NESTED = 40  # braces within braces
_MOST_REPLACED = 4 * 1024  # letters that come from variables
_END = ""


def expanded(text: str, values: Mapping[str, str | None], escape: str) -> str:
    """A text with its variables replaced, and without its quotes.

    Args:
        text: as it stands in the Dockerfile.
        values: the variables. None stands for one that is declared without a value: some versions of BuildKit take it
            for unset, and some for empty.
        escape: the escape character.

    Raises:
        UnreadableError: BuildKit refuses it, or it is not understood.
    """
    return _Lexer(text, values, escape).until(_END)


def words(text: str, *, is_raw: bool) -> list[str]:
    r"""The words of a text, with variables as they are. The escape character is always ``\`` here.

    Args:
        text: as it stands in the Dockerfile.
        is_raw: keep quotes and escape characters.

    Raises:
        UnreadableError: as above.
    """
    lexer = _Lexer(text, {}, "\\", is_raw=is_raw, keeps_variables=True)
    lexer.until(_END)
    return lexer.words()


class _Lexer:
    """One text, read from its beginning to its end."""

    def __init__(
        self,
        text: str,
        values: Mapping[str, str | None],
        escape: str,
        *,
        is_raw: bool = False,
        keeps_variables: bool = False,
    ) -> None:
        self._text = text
        self._position = 0
        self._values = values
        self._escape = escape
        self._is_raw = is_raw
        self._keeps_variables = keeps_variables
        self._depth = 0
        self._replaced = 0
        self._words: list[str] = []
        self._word: list[str] = []

    def words(self) -> list[str]:
        """The words that were read."""
        self._end_word()
        return self._words

    def until(self, stop: str) -> str:
        """What the text is up to a character, which is skipped, or up to its end."""
        result: list[str] = []
        while (letter := self._peek()) not in (_END, stop):
            if letter == "$":
                result.append(self._variable())
                self._add(result[-1])
                continue
            if letter in "'\"":
                result.append(self._quoted(letter))
            elif self._text.startswith("<<", self._position):
                result.append(self._heredoc())
            elif letter == self._escape:
                self._next()
                result.append((letter if self._is_raw else "") + self._next())
            else:
                result.append(self._next())
                self._add(letter)
                continue
            self._add(result[-1], is_split=False)
        if stop and self._next() != stop:
            raise UnreadableError("A brace is not closed.")
        return "".join(result)

    def _add(self, text: str, *, is_split: bool = True) -> None:
        """Add a text to the words; what is within braces is no word by itself."""
        for letter in text if self._keeps_variables and not self._depth else "":
            if is_split and letter in SPACES:
                self._end_word()
            else:
                self._word.append(letter)

    def _end_word(self) -> None:
        if self._word:
            self._words.append("".join(self._word))
            self._word = []

    def _peek(self) -> str:
        return self._text[self._position : self._position + 1]

    def _next(self) -> str:
        letter = self._peek()
        self._position += 1
        return letter

    def _heredoc(self) -> str:
        """``<<`` and the spaces behind it, which belong to one word."""
        start = self._position
        self._position += 2
        while self._peek() and self._peek() in "\t\r ":
            self._position += 1
        return self._text[start : self._position]

    def _quoted(self, quote: str) -> str:
        result = [self._next() if self._is_raw else self._next()[:0]]
        while (letter := self._peek()) != quote:
            if letter == _END:
                raise UnreadableError("A quote is not closed.")
            if quote == '"' and letter == "$":
                result.append(self._variable())
                continue
            self._next()
            if quote == '"' and letter == self._escape:
                result.append(letter if self._is_raw else "")
                if self._peek() == _END:
                    continue
                letter = self._next() if self._peek() in ('"', "$", self._escape) else letter
            result.append(letter)
        return "".join((*result, self._next() if self._is_raw else self._next()[:0]))

    def _variable(self) -> str:
        start = self._position
        self._next()
        if self._peek() != "{":
            name = self._name()
            return self._text[start : self._position] if not name or self._keeps_variables else self._value(name)
        self._next()
        if self._peek() in (_END, "{", "}", ":"):
            raise UnreadableError("Docker does not accept this substitution.")
        self._depth += 1
        if self._depth > _MOST_NESTED:
            raise NestedError("It has too many braces within braces.")
        result = self._braced(self._name())
        self._depth -= 1
        return self._text[start : self._position] if self._keeps_variables else result

    def _braced(self, name: str) -> str:
        sign = self._next()
        if sign == "}":
            return self._value(name)
        if sign in ("#", "%", "/"):
            return self._pattern(sign)
        counts_empty = sign == ":"
        sign = self._next() if counts_empty else sign
        if sign not in ("-", "+", "?"):
            raise UnreadableError("It has a substitution that anyarch does not understand.")
        word = self.until("}")
        if self._keeps_variables:
            return ""
        if not counts_empty and name in self._values and self._values[name] is None:
            raise UnreadableError(f"Whether {name} is set depends on the version of BuildKit.")
        value = self._value(name)
        is_set = bool(value) if counts_empty else name in self._values
        if sign == "+":
            return word if is_set else ""
        if not is_set and sign == "?":
            raise UnreadableError(f"{name} has no value, which the Dockerfile demands.")
        return value if is_set else word

    def _pattern(self, sign: str) -> str:
        if not self._keeps_variables:
            raise UnreadableError("It has a substitution with a pattern, which anyarch does not understand.")
        if sign == "/":
            if self._peek() == "/":
                self._next()
            self.until("/")
        return self.until("}")

    def _name(self) -> str:
        start = self._position
        if self._peek().isdecimal():
            while self._peek().isdecimal():
                self._position += 1
        elif self._peek() and self._peek() in _SPECIAL:
            self._position += 1
        else:
            while self._peek().isalpha() or self._peek().isdecimal() or self._peek() == "_":
                self._position += 1
        return self._text[start : self._position]

    def _value(self, name: str) -> str:
        value = self._values.get(name) or ""
        self._replaced += len(value)
        if self._replaced > _MOST_REPLACED:
            raise UnreadableError("It is too long once its variables are replaced.")
        return value
