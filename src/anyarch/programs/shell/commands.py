"""The commands of a shell script, as `parser` finds them: nothing in them is expanded."""

from typing import NamedTuple, Union

from anyarch.programs.shell.words import Token

AND, OR, NEXT = "&&", "||", ";"


class Simple(NamedTuple):
    """A simple command: its words, which may begin with assignments."""

    words: tuple[Token, ...]
    raw: str
    writes: bool


class Pipeline(NamedTuple):
    """Commands whose output is the next one's input; or one command, with or without `!` before it."""

    commands: "tuple[Node, ...]"
    is_negated: bool


class Chain(NamedTuple):
    """Commands with ``&&`` and ``||`` between them: each one with what is before it."""

    links: "tuple[tuple[str, Pipeline], ...]"
    is_background: bool


class Group(NamedTuple):
    """``{ … }``, or ``( … )`` in a shell of its own."""

    body: tuple[Chain, ...]
    is_subshell: bool


class Branches(NamedTuple):
    """``if``, ``case`` and ``while``: what is run in any case, and what may be.

    Attributes:
        conditions: what is run, and decides.
        bodies: each of what may be run.
        is_endless: whether it is a loop without an end, whose body is run for sure.
    """

    conditions: tuple[Chain, ...]
    bodies: tuple[tuple[Chain, ...], ...]
    is_endless: bool = False


class Each(NamedTuple):
    """``for NAME in WORDS``: the body may be run; without words for each argument."""

    name: str
    words: tuple[Token, ...]
    body: tuple[Chain, ...]


class Function(NamedTuple):
    """The definition of a function."""

    name: str
    body: "Node"


Node = Union[Simple, Group, Branches, Each, Function]  # noqa: UP007 - it names itself through the classes
