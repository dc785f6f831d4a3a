"""The credentials that docker's settings hold for a registry, as the header in which an engine takes them.

The reading is docker-py's (auths, credsStore, credHelpers). Where nothing can apply, docker-py is not even loaded. A
credential goes from docker's settings to the engine and nowhere else: it is not kept, not logged, not printed.
"""

import os

from anyarch import documents
from anyarch.engine import read_settings

_KEYS = ("auths", "credsStore", "credHelpers")
_SECRETS = frozenset(("password", "identitytoken", "registrytoken"))
_HUB = "docker.io"


def headers(configuration: str, domain: str) -> dict[str, str]:
    """What to send along with a question about a registry's image; empty for nothing.

    A helper that is missing or fails counts as no credentials: the engine then asks the registry as anybody.

    Args:
        configuration: docker's settings folder.
        domain: the registry, as in `references.Reference`.
    """
    settings = read_settings(configuration)
    if not any(documents.entry(settings, key) for key in _KEYS):
        return {}
    import docker.auth  # noqa: PLC0415 - a tenth of a second, only where there are credentials

    registry = None if domain == _HUB else domain
    try:
        found = docker.auth.load_config(os.path.join(configuration, "config.json")).resolve_authconfig(registry) or {}
    except Exception:  # noqa: BLE001 - on settings that are not as it expects, docker-py raises whatever comes
        return {}
    told = {name.lower() for name, value in found.items() if value}
    if not told & _SECRETS:
        return {}
    return {"X-Registry-Auth": docker.auth.encode_header(found).decode("ascii")}
