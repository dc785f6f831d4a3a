"""The credentials that docker's settings hold for a registry, as the header in which an engine takes them.

As docker does it, a helper (credHelpers, credsStore) is asked where one is set, by its protocol
(github.com/docker/docker-credential-helpers), and auths are read where none is; for these the reading is docker-py's.
Where nothing can apply, docker-py is not even loaded. A credential goes from docker's settings to the engine and
nowhere else: it is not kept, not logged, not printed.
"""

import os

from anyarch import documents
from anyarch.engine import read_settings

_KEYS = ("auths", "credsStore", "credHelpers")
_SECRETS = frozenset(("password", "identitytoken", "registrytoken"))
_HUB = "docker.io"
_HUB_SERVER = "https://index.docker.io/v1/"
_TOKEN_USER = "<token>"  # noqa: S105 - the user name by which a helper says that its secret is a token


def headers(configuration: str, domain: str, timeout: float) -> dict[str, str]:
    """What to send along with a question about a registry's image; empty for nothing.

    A helper that is missing, fails or is slow counts as no credentials: the engine then asks the registry as anybody.

    Args:
        configuration: docker's settings folder.
        domain: the registry, as in `references.Reference`.
        timeout: seconds for a helper, which may want to ask somebody for a password.
    """
    settings = read_settings(configuration)
    if not any(documents.entry(settings, key) for key in _KEYS):
        return {}
    import docker.auth  # noqa: PLC0415 - a tenth of a second, only where there are credentials

    server = _HUB_SERVER if domain == _HUB else domain
    helper = documents.text(settings, "credHelpers", server) or documents.text(settings, "credsStore")
    try:
        found = _asked(helper, server, timeout) if helper else _written(configuration, domain)
    except Exception:  # noqa: BLE001 - on settings that are not as it expects, docker-py raises whatever comes
        return {}
    told = {name.lower() for name, value in found.items() if value}
    if not told & _SECRETS:
        return {}
    return {"X-Registry-Auth": docker.auth.encode_header(found).decode("ascii")}


def _asked(helper: str, server: str, timeout: float) -> dict[str, str]:
    from anyarch import process  # noqa: PLC0415 - only where there is a helper

    told = documents.parse(process.ask([f"docker-credential-{helper}", "get"], server.encode(), timeout=timeout))
    user, secret = documents.text(told, "Username"), documents.text(told, "Secret")
    login = {"IdentityToken": secret} if user == _TOKEN_USER else {"Username": user, "Password": secret}
    return {"ServerAddress": server, **login}


def _written(configuration: str, domain: str) -> dict[str, str]:
    import docker.auth  # noqa: PLC0415

    written = docker.auth.load_config(os.path.join(configuration, "config.json"))
    return written.resolve_authconfig(None if domain == _HUB else domain) or {}
