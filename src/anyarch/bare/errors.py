"""The root of the tree of errors that anyarch expects; the branches are in `person.errors` and where they are raised.

The message of each is one sentence for a person. Anything else that is raised is a bug.
"""


class AnyarchError(Exception):
    """Something went wrong that was to be expected.

    Attributes:
        code: what a management command exits with when this ends it, as in `person.errors.ExitCode`.
        remedy: the command or the words that say what to do about it; empty if the message does, or if nothing helps.
    """

    code = 1

    def __init__(self, sentence: str = "", remedy: str = "") -> None:
        super().__init__(sentence)
        self.remedy = remedy


class UnknownEngineError(AnyarchError):
    """It is not clear which engine docker would talk to."""

    code = 2
