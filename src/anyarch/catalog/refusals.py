"""How long a refusal or a timeout is cached, so that the same request is not repeated in vain.

It only ever makes docker run the command as typed. Retry-After is respected, within bounds; what can be fixed soon
expires soon. The seconds are in `bare.lifetimes`.
"""

from anyarch.bare import lifetimes
from anyarch.person.errors import RefusedError, SilentError, UnlistedError

RATE_LIMITED = 429
DENIALS = frozenset((401, 403))
NOT_THERE = DENIALS | {404}  # registries need not distinguish what is missing from what is private
_SERVER_ERRORS = range(500, 600)


def remembered_for(error: Exception) -> int:
    """For how many seconds to cache an error that `Sources` raised; 0 for not at all."""
    if isinstance(error, SilentError):
        return lifetimes.SILENT
    if isinstance(error, UnlistedError):  # and the registry was out of reach, or did not say either
        return lifetimes.UNLISTED
    if not isinstance(error, RefusedError):
        return 0
    if error.retry_after is not None:
        return min(max(1, int(error.retry_after)), lifetimes.LONGEST_REFUSAL)
    is_servers_fault = error.status in _SERVER_ERRORS
    return lifetimes.SERVER_ERROR if is_servers_fault else lifetimes.REFUSED_BY_STATUS.get(error.status, 0)
