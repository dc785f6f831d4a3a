"""What a management command may end with (docs/reference/exit-codes.md)."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the management commands; the shim has none of its own."""

    FINE = 0
    FINDING = 1
    USAGE = 2
    BUG = 3
    UNREACHABLE = 4


class FailureError(Exception):
    """An expected failure: one sentence that says what, why and what to do, and the exit code.

    Args:
        sentence: for the person.
        code: the exit code.
    """

    def __init__(self, sentence: str, code: ExitCode) -> None:
        super().__init__(sentence)
        self.code = code
