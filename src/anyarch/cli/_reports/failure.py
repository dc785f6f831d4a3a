"""Why a command failed, with `--json`."""

from typing import TypedDict


class Failure(TypedDict):
    """Why a command failed: its exit code, and the name of that (docs/reference/exit-codes.md), and a remedy."""

    code: int
    name: str
    message: str
    remedy: str | None


class Error(TypedDict):
    """What a command that fails prints."""

    error: Failure
