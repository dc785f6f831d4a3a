"""What to do about an image whose platforms could not be looked up.

Registries need not say whether an image does not exist or is private, and a denial covers both.
"""

from anyarch.bare.errors import AnyarchError
from anyarch.catalog.refusals import DENIALS, RATE_LIMITED
from anyarch.oci.references import HUB, Reference
from anyarch.person.errors import RefusedError, UnlistedError

_NOT_FOUND = 404
_SERVER_ERRORS = range(500, 600)
_CHECK = "anyarch doctor"


def of(error: AnyarchError, reference: Reference) -> str:
    """The command or the words that say what to do.

    Args:
        error: why the lookup failed.
        reference: the image.
    """
    if error.remedy:
        return error.remedy
    if isinstance(error, UnlistedError):
        return f"docker pull {reference}"
    status = error.status if isinstance(error, RefusedError) else 0
    if status == RATE_LIMITED:
        return of_limit(reference)
    if status in DENIALS:
        return f"check the name; if the image is private, log in: {_login(reference)}"
    if status == _NOT_FOUND:
        return "check the name and the tag"
    return "try again later" if status in _SERVER_ERRORS else _CHECK


def of_limit(reference: Reference) -> str:
    """What to do about a registry that is rate-limiting."""
    return f"try again later, or log in for a higher limit: {_login(reference)}"


def _login(reference: Reference) -> str:
    return "docker login" if reference.domain == HUB else f"docker login {reference.domain}"
