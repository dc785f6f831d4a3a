"""The root of the tree of errors that anyarch expects; the branches are in `person.errors` and where they are raised.

The message of each is one sentence for a person. Anything else that is raised is a bug.
"""


class AnyarchError(Exception):
    """Something went wrong that was to be expected.

    Attributes:
        code: what a management command exits with when this ends it, as in `person.errors.ExitCode`.
    """

    code = 1


class UnknownEngineError(AnyarchError):
    """It is not clear which engine docker would talk to."""

    code = 2
