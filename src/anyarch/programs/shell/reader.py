"""Go through a shell script as a shell does, to find the programs that it starts; nothing is run.

Each program is either started for sure, or may be: in a branch, after ``||``, after a condition and ``&&``, or after a
branch that may have ended the script. A program whose failure the script expects, as in a condition, counts as one that
may be. An exit with a status other than 0 in a branch is the script's way to fail, and takes nothing from what follows.

What decides between branches is not evaluated, and a loop's body is read once.
"""

import dataclasses
import posixpath
from dataclasses import dataclass, field

from anyarch.programs.shell import parser
from anyarch.programs.shell.builtins import ASSIGNING, BUILTINS, CONDITIONS, SETTING
from anyarch.programs.shell.commands import AND, OR, Branches, Chain, Each, Group, Node, Pipeline, Simple
from anyarch.programs.shell.reach import Host, Reach
from anyarch.programs.shell.values import UNKNOWN, Fields, Values
from anyarch.programs.shell.words import SUBSTITUTION, Token

_EXIT, _RETURN = "exit", "return"
_ASKING = CONDITIONS | frozenset("cmp command diff getent grep hash id pgrep type which".split())
_FAILING = frozenset("exit return false".split())
_SPECIAL = frozenset(". builtin command eval exec source exit return".split())
_MOVING = frozenset("cd chdir popd pushd".split())
_DEEPEST = 8  # functions and files in one another
_MOST_ARGUMENTS = 8  # sets of arguments, of which each may be the one


@dataclass
class Shell:
    """A shell that reads a script.

    Attributes:
        values: what it knows at the beginning; it changes them.
        host: what it is read for.
        functions: the functions that it knows.
        doubts: `_EXIT` and `_RETURN`, if it may have come to its end.
        ended: one of them, if it has for sure.
        depth: in how many functions and files it is.
    """

    values: Values
    host: Host
    functions: dict[str, Node] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)
    ended: str = ""
    depth: int = 0

    def read(self, text: str, *, is_sure: bool) -> None:
        """Read a script."""
        script = parser.parse(text)
        self.run(script.commands, Reach(is_sure))
        if script.rest and not self.ended:
            self.host.hides(script.rest, is_sure=is_sure and not self.doubts)

    def _copy(self) -> "Shell":
        """A shell of its own, which knows the same; what it learns is lost."""
        functions, doubts = dict(self.functions), set(self.doubts)
        return dataclasses.replace(self, values=self.values.copy(), functions=functions, doubts=doubts)

    def run(self, chains: tuple[Chain, ...], reach: Reach) -> None:
        """Run commands, one after the other."""
        for chain in chains:
            if self.ended or not self.host.counts():
                return
            shell = self._copy() if chain.is_background else self
            shell.run_chain(chain, reach)

    def run_chain(self, chain: Chain, reach: Reach) -> None:
        """Run the commands of one chain."""
        before: Pipeline | None = None
        for at, (connector, link) in enumerate(chain.links):
            if self.ended:
                return
            follows = chain.links[at + 1 :]
            if connector == OR or (connector == AND and before and self._asks(before)):
                reach = reach.only(is_sure=False)
            is_expected = any(sign == OR and not self._gives_up(each) for sign, each in follows)
            is_expected |= bool(follows) and self._asks(link)
            reach = reach._replace(is_alternative=reach.is_alternative or connector == OR)
            self._pipeline(link, reach._replace(is_caught=reach.is_caught or is_expected))
            before = link

    def _pipeline(self, link: Pipeline, reach: Reach) -> None:
        is_alone = len(link.commands) == 1
        for command in link.commands:
            shell = self if is_alone else self._copy()
            shell.run_one(command, reach._replace(is_caught=reach.is_caught or link.is_negated))

    def run_one(self, node: Node, reach: Reach) -> None:
        """Run one command."""
        if isinstance(node, Simple):
            self._simple(node, reach.only(is_sure=not self.doubts))
        elif isinstance(node, Group):
            shell = self._copy() if node.is_subshell else self
            shell.run(node.body, reach)
        elif isinstance(node, Branches):
            self.run(node.conditions, reach._replace(is_caught=True))
            for body in node.bodies:
                self.run(body, reach.only(is_sure=node.is_endless)._replace(is_alternative=False))
            if node.is_endless:
                self.doubts.add(_EXIT)
        elif isinstance(node, Each):
            found = tuple(word for words in self.values.words(node.words) for word in words)
            self.values.assign(node.name, found or (UNKNOWN,), is_sure=True)
            self.run(node.body, reach.only(is_sure=False)._replace(is_alternative=False))
        else:
            self.functions[node.name] = node.body

    def _simple(self, node: Simple, reach: Reach) -> None:
        if node.writes:
            self.host.writes()
        self._substitutions(node)
        assigned: list[tuple[str, Fields]] = []
        tokens = list(node.words)
        while tokens and (found := self.values.assigned(tokens[0])):
            assigned.append(found)
            tokens.pop(0)
        if not tokens:
            for name, fields in assigned:
                self.values.assign(name, fields, is_sure=reach.is_sure)
            return
        choices = self.values.words(tuple(tokens))
        for words in choices:
            self._own(words, tokens[1:], node.raw, reach.only(is_sure=len(choices) == 1))
        programs = tuple(words for words in choices if words and not self._is_own(words[0]))
        if programs:
            values = self.values
            if any(name == "PATH" for name, _ in assigned):
                values = values.copy()
                values.variables["PATH"] = (UNKNOWN,)
            is_sure = reach.is_sure and not reach.is_caught and len(programs) == len(choices)
            self.host.begins(values, programs, node.raw, is_sure=is_sure)

    def _is_own(self, name: str) -> bool:
        return name in BUILTINS or name in _SPECIAL or name in self.functions

    def _substitutions(self, node: Simple) -> None:
        """What is run for its output alone; the script goes on if that fails."""
        for token in node.words:
            for part in token.parts:
                if part.kind == SUBSTITUTION and self.host.counts():
                    self._copy().run(parser.parse(part.text).commands, Reach(is_sure=False, is_caught=True))

    def _own(self, words: Fields, tokens: list[Token], raw: str, reach: Reach) -> None:
        """Do what a command does that is the shell's own; nothing for a program."""
        name, *rest = words or ("",)
        if name in self.functions:
            self._call(name, tuple(rest), reach)
        elif name in ASSIGNING:
            for token in tokens:
                if found := self.values.assigned(token):
                    self.values.assign(*found, is_sure=reach.is_sure)
        elif name in (_EXIT, _RETURN):
            self._leave(name, tuple(rest), reach)
        elif name in _SPECIAL:
            self._special(name, tuple(rest), raw, reach)
        elif name in BUILTINS:
            self._builtin(name, rest, reach.is_sure)

    def _special(self, name: str, words: Fields, raw: str, reach: Reach) -> None:
        """A word of the shell that is followed by a program or by a text."""
        if name == "eval":
            self._read_in(" ".join(words), raw, reach, self.values.arguments)
        elif name in (".", "source"):
            text = self.host.text(self.values, words[0]) if words else None
            self._read_in(text, raw, reach, (words[1:],) if len(words) > 1 else self.values.arguments)
        elif program := _behind(name, words):
            if program[0] in BUILTINS:
                self._builtin(program[0], list(program[1:]), reach.is_sure)
                return
            # A shell ends if it cannot execute what `exec` names, whatever comes after it.
            is_last = name == "exec"
            is_sure = reach.is_sure and (is_last or not reach.is_caught)
            self.host.begins(self.values, (program,), raw, is_sure=is_sure)
            if is_last:
                self._leave(_EXIT, ("0",), reach)

    def _leave(self, how: str, words: Fields, reach: Reach) -> None:
        """End; or perhaps, for a branch, and for a `return` outside of functions, at which bash goes on."""
        status = words[0] if words else ("1" if reach.is_alternative else "0")
        if reach.is_sure and (how == _EXIT or self.depth):
            self.ended = how
        elif reach.is_sure or status in ("0", UNKNOWN):
            self.doubts.add(how)

    def _read_in(self, text: str | None, raw: str, reach: Reach, arguments: tuple[Fields, ...]) -> None:
        if text is None or UNKNOWN in text or self.depth >= _DEEPEST:
            self.host.hides(raw, is_sure=reach.is_sure)
            self._forget()
            return
        before, self.values.arguments = self.values.arguments, arguments
        self.depth += 1
        self.read(text, is_sure=reach.is_sure)
        self.depth -= 1
        self.values.arguments = before
        self._come_back()

    def _call(self, name: str, words: Fields, reach: Reach) -> None:
        if self.depth >= _DEEPEST:
            self.host.hides(name, is_sure=reach.is_sure)
            self.doubts.add(_EXIT)
            return
        before, self.values.arguments = self.values.arguments, (words,)
        self.depth += 1
        self.run_one(self.functions[name], reach)
        self.depth -= 1
        self.values.arguments = before
        self._come_back()

    def _come_back(self) -> None:
        self.ended = "" if self.ended == _RETURN else self.ended
        self.doubts.discard(_RETURN)

    def _forget(self) -> None:
        """After what is not known any variable, PATH too, and the folder may be another one."""
        for name in ("PATH", *self.values.variables):
            self.values.variables[name] = (UNKNOWN,)
        self.values.folder = UNKNOWN

    def _builtin(self, name: str, words: list[str], is_sure: bool) -> None:  # noqa: FBT001 - as the others do
        values = self.values
        if name in _MOVING:
            words = [word for word in words if word not in ("-P", "-L", "--")]
            is_known = is_sure and name in ("cd", "chdir") and len(words) == 1 and not words[0].startswith("-")
            values.folder = posixpath.join("/", values.folder, words[0]) if is_known else UNKNOWN
        elif name == "set":
            self._set(words, is_sure=is_sure)
        elif name == "shift":
            count = int(words[0][:9]) if words and words[0].isdecimal() else 1
            if any(len(each) < count for each in values.arguments):
                self.doubts.add(_EXIT)  # dash ends there
            self._argue(tuple(each[count:] for each in values.arguments), is_sure=is_sure)
        elif name == "unset":
            for each in words:
                values.assign(each, ("",), is_sure=is_sure)
                self.functions.pop(each, None)
        elif name in SETTING:
            for each in words:
                values.assign(each, (UNKNOWN,), is_sure=True)

    def _set(self, words: list[str], *, is_sure: bool) -> None:
        while words and words[0][:1] in ("-", "+") and words[0] != "--":
            words = words[2:] if words[0].endswith("o") else words[1:]
        if words:
            self._argue((tuple(words[1:] if words[0] == "--" else words),), is_sure=is_sure)

    def _argue(self, arguments: tuple[Fields, ...], *, is_sure: bool) -> None:
        """Set the arguments; or, if that is not sure, add what they may be."""
        before = () if is_sure else self.values.arguments
        self.values.arguments = tuple(dict.fromkeys((*before, *arguments)))[:_MOST_ARGUMENTS]

    def _asks(self, link: Pipeline) -> bool:
        """Whether it is a condition, and no step that is expected to work."""
        command = link.commands[-1]
        name = command.words[0].bare if isinstance(command, Simple) and command.words else ""
        return link.is_negated or isinstance(command, Branches | Each) or name in _ASKING

    def _gives_up(self, link: Pipeline, depth: int = 0) -> bool:
        """Whether the script ends here with a failure."""
        command: Node = link.commands[-1]
        if isinstance(command, Simple):
            words = [token.bare for token in command.words]
            called = self.functions.get(words[0]) if words and depth < _DEEPEST else None
            if called is not None:
                return self._gives_up(Pipeline((called,), is_negated=False), depth + 1)
            return bool(words) and words[0] in _FAILING and words[1:2] != ["0"]
        body = command.body if isinstance(command, Group) else ()
        return any(self._gives_up(each, depth) for chain in body[-1:] for _, each in chain.links[-1:])


def _behind(name: str, words: Fields) -> Fields:
    """The command line behind `exec` or `command`; empty for none."""
    while words and words[0].startswith("-") and words[0] != "-":
        flag, *rest = words
        words = tuple(rest)
        if flag == "--":
            break
        if name == "command" and ("v" in flag or "V" in flag):
            return ()
        if name == "exec" and flag.endswith("a"):
            words = words[1:]
    return words
