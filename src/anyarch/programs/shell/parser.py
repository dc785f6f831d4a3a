"""Parse a shell script into its commands (POSIX.1-2024, Shell Command Language, 2.9 and 2.10; and bash's `function`).

Nothing is expanded or run: see `reader`. Redirections are left out, except that a command knows whether it writes a
file. Parsing stops at the first command that is not understood; the commands before it, and the text from there on, are
the result.
"""

from typing import NamedTuple

from anyarch.programs.shell.commands import (
    AND,
    NEXT,
    OR,
    Branches,
    Chain,
    Each,
    Function,
    Group,
    Node,
    Pipeline,
    Simple,
)
from anyarch.programs.shell.pairs import UnreadableError
from anyarch.programs.shell.words import Token, Words

_DEEPEST = 40
_ZERO = "what comes after a zero byte"
_ENDLESS = {"while": ("true", ":"), "until": ("false",)}
_WRITING = frozenset("> >> >| &> &>> >& <>".split())


_CLOSING = frozenset("! do done elif else esac fi then time }".split())
_OPENING = frozenset("( { if case for select while until function".split())


class Script(NamedTuple):
    """A script: its commands, and the text from the first on that is not understood; empty for none."""

    commands: tuple[Chain, ...]
    rest: str


def parse(text: str) -> Script:
    """Parse a script. It never raises: what is not understood is the rest."""
    known, zero, _ = text.partition("\0")
    parser = _Parser(known)
    commands: list[Chain] = []
    while True:
        start = parser.taken
        try:
            parser.skip_ends()
            if parser.is_at_end():
                return Script(tuple(commands), _ZERO if zero else "")
            start = parser.taken
            commands.append(parser.chain())
        except UnreadableError:
            return Script(tuple(commands), known[start:].strip(" \t\n;"))


class _Parser:
    def __init__(self, text: str) -> None:
        self._words = Words(text)
        self._token: Token | None = None
        self._depth = 0
        self.taken = 0  # the end of the last token that was taken

    def peek(self) -> Token:
        if self._token is None:
            self._token = self._words.next()
        return self._token

    def _take(self) -> Token:
        token = self.peek()
        self._token = None
        self.taken = token.end
        return token

    def is_at_end(self) -> bool:
        token = self.peek()
        return not token.operator and not token.parts

    def skip_ends(self) -> None:
        while self.peek().operator in ("\n", ";"):
            self._take()

    def _skip_lines(self) -> None:
        while self.peek().operator == "\n":
            self._take()

    def _expect(self, *words: str) -> str:
        token = self._take()
        found = token.operator or token.bare
        if found not in words:
            raise UnreadableError(f"{words[0]} is missing")
        return found

    def chain(self) -> Chain:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableError("it is too deep")
        links = [(NEXT, self._pipeline())]
        while self.peek().operator in (AND, OR):
            connector = self._take().operator
            self._skip_lines()
            links.append((connector, self._pipeline()))
        self._depth -= 1
        end = self.peek()
        if end.operator in ("&", ";", "\n"):
            self._take()
        elif end.operator not in (")", ";;", ";&", ";;&") and not self.is_at_end():
            raise UnreadableError("a command does not end")
        return Chain(tuple(links), is_background=end.operator == "&")

    def _pipeline(self) -> Pipeline:
        is_negated = False
        while self.peek().bare in ("!", "time"):
            is_negated |= self._take().bare == "!"
        commands = [self._command()]
        while self.peek().operator in ("|", "|&"):
            self._take()
            self._skip_lines()
            commands.append(self._command())
        return Pipeline(tuple(commands), is_negated)

    def _list(self, *ends: str) -> tuple[Chain, ...]:
        """Commands up to a reserved word or an operator, which is not taken."""
        found: list[Chain] = []
        while True:
            self._skip_lines()
            token = self.peek()
            if (token.operator or token.bare) in ends:
                return tuple(found)
            if self.is_at_end():
                raise UnreadableError(f"{ends[0]} is missing")
            found.append(self.chain())

    def _command(self) -> Node:
        token = self.peek()
        opening = token.operator or token.bare
        if opening in _CLOSING:
            raise UnreadableError("a command is missing")
        if opening not in _OPENING:
            return self._simple()
        self._take()
        node = self._compound(opening)
        while self._words.redirected(self.peek().operator):
            self._redirection()
        return node

    def _compound(self, opening: str) -> Node:
        if opening in ("(", "{"):
            end = ")" if opening == "(" else "}"
            body = self._list(end)
            self._take()
            return Group(body, is_subshell=opening == "(")
        if opening == "if":
            return self._if()
        if opening == "case":
            return self._case()
        if opening in ("for", "select"):
            return self._for()
        if opening == "function":
            return self._function(self._name())
        conditions = self._list("do")
        endless = _ENDLESS.get(opening, ())
        is_endless = any(_is_only(conditions, word) for word in endless)
        return Branches(conditions, (self._body(),), is_endless)

    def _body(self) -> tuple[Chain, ...]:
        self._expect("do")
        body = self._list("done")
        self._take()
        return body

    def _if(self) -> Branches:
        conditions, bodies = self._list("then"), []
        self._take()
        while True:
            bodies.append(self._list("elif", "else", "fi"))
            word = self._take().bare
            if word == "fi":
                return Branches(conditions, tuple(bodies))
            if word == "elif":
                bodies.append(self._list("then"))
                self._take()

    def _case(self) -> Branches:
        self._name()
        self._skip_lines()
        self._expect("in")
        bodies: list[tuple[Chain, ...]] = []
        while True:
            self._skip_lines()
            if self.peek().bare == "esac":
                self._take()
                return Branches((), tuple(bodies))
            if self.peek().operator == "(":
                self._take()
            self._name()
            while self._expect(")", "|") == "|":
                self._name()
            bodies.append(self._list(";;", ";&", ";;&", "esac"))
            if self.peek().operator:
                self._take()

    def _for(self) -> Each:
        name, words = self._name(), []
        self._skip_lines()
        if self.peek().bare == "in":
            self._take()
            while self.peek().parts:
                words.append(self._take())
        self.skip_ends()
        return Each(name.bare, tuple(words), self._body())

    def _function(self, name: Token) -> Function:
        if self.peek().operator == "(":
            self._take()
            self._expect(")")
        self._skip_lines()
        return Function(name.bare, self._command())

    def _name(self) -> Token:
        token = self._take()
        if not token.parts:
            raise UnreadableError("a word is missing")
        return token

    def _redirection(self) -> str:
        operator = self._take().operator
        self._words.redirected(operator)
        self._name()
        return operator

    def _simple(self) -> Node:
        words: list[Token] = []
        start, end, writes = self.peek().start, self.peek().start, False
        while True:
            token = self.peek()
            if token.parts:
                words.append(self._take())
            elif self._words.redirected(token.operator):
                if words and words[-1].bare.isdigit() and words[-1].end == token.start:
                    words.pop()
                    end = words[-1].end if words else start
                writes |= self._redirection() in _WRITING
                continue
            elif token.operator == "(" and len(words) == 1 and words[0].bare:
                return self._function(words[0])
            else:
                break
            end = words[-1].end
        if not words and not writes and end == start and token.start == start:
            raise UnreadableError("a command is missing")
        return Simple(tuple(words), self._words.text[start:end], writes)


def _is_only(conditions: tuple[Chain, ...], word: str) -> bool:
    """Whether the one condition of a loop is a command of one word."""
    commands = [command for chain in conditions for _, link in chain.links for command in link.commands]
    return len(commands) == 1 and isinstance(commands[0], Simple) and commands[0].raw == word
