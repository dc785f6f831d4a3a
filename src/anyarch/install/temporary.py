"""Whether this anyarch is in a cache, as with ``uvx`` and ``pipx run``: the shim of such a one soon stops working.

uv's cache has the tag of the Cache Directory Tagging Specification (bford.info/cachedir), which environments that stay
have as well, so only the folders above the environment count. pipx's cache has none, and is known by its name.
"""

import os

from anyarch.bare.errors import AnyarchError

_TAG = "CACHEDIR.TAG"
_PIPX = {("pipx", ".cache"), (".cache", "pipx"), ("Caches", "pipx")}  # a folder's parent, and its own name


class TemporaryError(AnyarchError):
    """This anyarch is in a cache."""


def check(prefix: str) -> None:
    """Refuse an environment, given by its `sys.prefix`, in a cache.

    Raises:
        TemporaryError: it is in one.
    """
    found = cache(prefix)
    if found:
        raise TemporaryError(
            f"This anyarch is in a cache, {found}, which is cleaned up, and the shim would then do nothing. "
            "Install anyarch first: uv tool install anyarch, or pipx install anyarch"
        )


def cache(prefix: str) -> str:
    """The cache that an environment is in; empty for none."""
    folder = os.path.dirname(prefix)
    while folder != os.path.dirname(folder):
        parent = os.path.dirname(folder)
        if (os.path.basename(parent), os.path.basename(folder)) in _PIPX or os.path.isfile(os.path.join(folder, _TAG)):
            return folder
        folder = parent
    return ""
