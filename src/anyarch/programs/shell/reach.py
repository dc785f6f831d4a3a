"""What the reader of a shell script tells, and how it comes to a command."""

from typing import NamedTuple, Protocol

from anyarch.programs.shell.values import Fields, Values


class Host(Protocol):
    """What a script is read for."""

    def begins(self, values: Values, choices: tuple[Fields, ...], raw: str, /, *, is_sure: bool) -> None:
        """The script starts a program, with one of these command lines."""

    def hides(self, raw: str, *, is_sure: bool) -> None:
        """Here the script does what is not known."""

    def text(self, values: Values, name: str, /) -> str | None:
        """The text of a script that is read into this one; None if it is unknown."""

    def writes(self) -> None:
        """The script writes a file."""

    def counts(self) -> bool:
        """Whether one more command may be read."""


class Reach(NamedTuple):
    """How a command is reached.

    Attributes:
        is_sure: whether it is run for sure.
        is_caught: whether the script goes on as it should if the command fails.
        is_alternative: whether it is what the script does because another one failed.
    """

    is_sure: bool
    is_caught: bool = False
    is_alternative: bool = False

    def only(self, *, is_sure: bool) -> "Reach":
        """The same, but sure only if that is so too."""
        return self._replace(is_sure=self.is_sure and is_sure)
