"""A fingerprint of the login, which keeps cached answers for different logins apart without storing a login.

Only a login that can see a private image may be shown its platforms. So the key of a record includes a keyed hash
(HMAC, RFC 2104) of where the login comes from. The hash's key is random, and never leaves the cache folder. Answers to
anonymous requests have no fingerprint.

A credential helper is not run for this: it may be slow, or prompt for a password. Its name and the state of docker's
config.json, which each login and logout changes, are used instead.
"""

from anyarch.bare import records
from anyarch.engine.credentials import Origin

_KEY = "key"
_LENGTH = 32


def fingerprint(cache_folder: str, source: Origin) -> str | None:
    """The fingerprint of a login: empty for an anonymous one, None if nothing can be cached."""
    if source.is_anonymous:
        return ""
    key = _key(cache_folder)
    if not key:
        return None
    import hmac  # noqa: PLC0415 - only where there is a login

    material = repr(tuple(source)).encode("utf-8", "surrogatepass")
    return hmac.digest(key.encode(), material, "sha256").hex()[:_LENGTH]


def _key(cache_folder: str) -> str:
    """The random key, created if needed. If several processes create one, the last wins; earlier records are lost."""
    known = records.read(cache_folder, records.ASKER, _KEY).get(_KEY)
    if not known:
        import secrets  # noqa: PLC0415 - once

        records.write(cache_folder, records.ASKER, _KEY, {_KEY: secrets.token_hex()})
        known = records.read(cache_folder, records.ASKER, _KEY).get(_KEY, "")
    return known
