"""Which login asks a registry: keeps the answers for one login apart from those for another, without storing a login.

A private image's platforms may only be shown to a login that may see them. So the key of a record has a keyed hash
(HMAC, RFC 2104) of where the login comes from; its key is random, stays in the cache folder and is of use only there.
Answers to anonymous questions have none.

A credential helper is not asked for this: it may be slow, or prompt for a password. Its name and the state of docker's
config.json, which each login and logout changes, stand for its answer.
"""

from anyarch.bare import records
from anyarch.engine.credentials import Origin

_KEY = "key"
_LENGTH = 32


def fingerprint(cache_folder: str, source: Origin) -> str | None:
    """A word for the login: empty for none, None where nothing can be kept.

    Args:
        cache_folder: see `cache.folder`.
        source: where docker takes the login from.
    """
    if source.is_anonymous:
        return ""
    key = _key(cache_folder)
    if not key:
        return None
    import hmac  # noqa: PLC0415 - only where there is a login

    material = repr(tuple(source)).encode("utf-8", "surrogatepass")
    return hmac.digest(key.encode(), material, "sha256").hex()[:_LENGTH]


def _key(cache_folder: str) -> str:
    """The random key, made if need be; of several that are made at once one stays, and the others' records are lost."""
    known = records.read(cache_folder, records.ASKER, _KEY).get(_KEY)
    if not known:
        import secrets  # noqa: PLC0415 - once

        records.write(cache_folder, records.ASKER, _KEY, {_KEY: secrets.token_hex()})
        known = records.read(cache_folder, records.ASKER, _KEY).get(_KEY, "")
    return known
