"""What the scripts of a container start, as `descent.find` finds it."""

from typing import NamedTuple

from anyarch.programs.entry_point import Step


class Child(NamedTuple):
    """A program that a script starts.

    Attributes:
        by: the path of the script, or of the shell whose text starts it.
        is_sure: whether it is started for sure, and the script does not expect it to fail.
        may_change: whether a program that the script starts before may have made or changed the file.
        steps: the way from its name to its last program, as of `entry_point.walk`.
    """

    by: str
    is_sure: bool
    may_change: bool
    steps: tuple[Step, ...]


class Unread(NamedTuple):
    """What could not be read: in which file, or in the text of which shell; and its text, or what it is."""

    file: str
    what: str


class Children(NamedTuple):
    """What was found.

    Attributes:
        started: the programs, in the order of the scripts.
        unread: what could not be read.
        hidden: of `unread`, what stands where the last program should, which so is unknown; None if it is known.
    """

    started: tuple[Child, ...] = ()
    unread: tuple[Unread, ...] = ()
    hidden: Unread | None = None
