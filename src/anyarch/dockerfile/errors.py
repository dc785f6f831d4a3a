"""The one error of this folder: a Dockerfile that docker would refuse, or that anyarch does not understand."""

from anyarch.bare.errors import AnyarchError


class UnreadableError(AnyarchError):
    """The Dockerfile cannot be read with certainty.

    Args:
        sentence: why, in one sentence.
        line: the line where, counted from 1; 0 for none.
    """

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(f"Line {line}: {sentence}" if line else sentence)
        self.sentence = sentence
        self.line = line

    def at(self, line: int) -> "UnreadableError":
        """The same error, with its line."""
        return type(self)(self.sentence, self.line or line)


class NestedError(UnreadableError):
    """It is nested deeper than anyarch reads, though docker may read it."""
