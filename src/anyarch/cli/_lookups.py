"""What the commands that look up images share. A person waits for these on purpose, so they have more patience."""

from anyarch.catalog.refusals import NOT_THERE
from anyarch.person.errors import ExitCode, RefusedError

PATIENCE = 30.0  # seconds for one image
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


def status_of(error: Exception) -> int:
    """The status code of an answer that a look-up ended in; 0 for none."""
    return error.status if isinstance(error, RefusedError) else 0


def ended_by(error: Exception) -> ExitCode:
    """How a command ends when a look-up did so: there is no such image, or there was no answer."""
    return ExitCode.FINDING if status_of(error) in NOT_THERE else ExitCode.UNREACHABLE


def ago(seconds: float) -> str:
    """A time that has passed, in words: ``3 hours ago``."""
    for unit, length in _UNITS:
        number = int(seconds // length)
        if number:
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"
