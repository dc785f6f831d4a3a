"""How long it is remembered that a question was refused or not answered, so that it is not asked again in vain.

What is remembered here only ever leads to docker running as typed. A registry that asks for patience (Retry-After)
gets it, within bounds; what can be fixed soon is forgotten soon. The seconds are in `bare.lifetimes`.
"""

from anyarch.bare import lifetimes
from anyarch.person.errors import RefusedError, SilentError, UnlistedError

RATE_LIMITED = 429
DENIALS = frozenset((401, 403))
NOT_THERE = DENIALS | {404}  # a registry need not tell what is missing from what is private
_SERVER_ERRORS = range(500, 600)


def remembered_for(error: Exception) -> int:
    """Seconds for which to remember what came in place of an answer; 0 for not at all.

    Args:
        error: what `Sources` raised.
    """
    if isinstance(error, SilentError):
        return lifetimes.SILENT
    if isinstance(error, UnlistedError):  # what could say it more exactly is out of reach, or does not
        return lifetimes.UNLISTED
    if not isinstance(error, RefusedError):
        return 0
    if error.retry_after is not None:
        return min(max(1, int(error.retry_after)), lifetimes.LONGEST_REFUSAL)
    is_servers_fault = error.status in _SERVER_ERRORS
    return lifetimes.SERVER_ERROR if is_servers_fault else lifetimes.REFUSED_BY_STATUS.get(error.status, 0)
