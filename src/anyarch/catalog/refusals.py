"""How long it is remembered that a question was refused or not answered: minutes, so that nobody is asked in vain.

What is remembered here only ever leads to docker running as typed. A registry that asks for patience (Retry-After)
gets it, within bounds; what a person can mend soon is forgotten soon.
"""

from anyarch.engine.connection import SilentError
from anyarch.engine.questions import RefusedError, UnlistedError

RATE_LIMITED = 429
DENIALS = frozenset((401, 403))
NOT_THERE = DENIALS | {404}  # a registry need not tell what is missing from what is private
LONGEST = 3600
_SILENCE = 120
_UNLISTED = 600  # who could say it more exactly is out of reach, or does not say
_SERVER_ERRORS = range(500, 600)
_SERVER_ERROR = 60
_SECONDS = {
    401: 120,
    403: 120,
    404: 60,  # an image that is missing may be pushed at any moment
    RATE_LIMITED: 600,
}


def remembered_for(error: Exception) -> int:
    """Seconds for which to remember what came in place of an answer; 0 for not at all.

    Args:
        error: what `Sources` raised.
    """
    if isinstance(error, SilentError):
        return _SILENCE
    if isinstance(error, UnlistedError):
        return _UNLISTED
    if not isinstance(error, RefusedError):
        return 0
    usual = _SERVER_ERROR if error.status in _SERVER_ERRORS else _SECONDS.get(error.status, 0)
    return usual if error.retry_after is None else min(max(1, int(error.retry_after)), LONGEST)
