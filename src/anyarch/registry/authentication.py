"""Authenticate to a registry: by the Distribution token specification, or Basic.

The challenge in a registry's 401 names the token service. A login is sent there only over TLS, with a good certificate,
or on this machine if the registry is there too. The token is only for ``pull`` on one repository, whatever scope the
registry proposes.
"""

import base64
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

from anyarch.bare import documents
from anyarch.engine.credentials import Login
from anyarch.person.errors import RegistryError
from anyarch.person.reasons import why
from anyarch.registry import addresses
from anyarch.registry.hosts import Host
from anyarch.registry.transport import Request, Transport

_LARGEST_TOKEN = 1 << 18
_CLIENT = "anyarch"


def authorization(challenge: str, host: Host, path: str, login: Login | None, transport: Transport) -> str:
    """The Authorization that answers a challenge; empty for none.

    Args:
        challenge: the header ``WWW-Authenticate``.
        host: where it came from.
        path: the repository, without its registry.
        login: the user's; None for an anonymous request, or if the host must not have it.
        transport: for the request to the token service.

    Raises:
        RegistryError: the token service does not answer, or is not safe to ask.
    """
    scheme, fields = _read(challenge)
    if scheme == "basic":
        return _basic(login)
    if scheme != "bearer":
        return ""
    if login and login.registry_token:
        return f"Bearer {login.registry_token}"
    token = _token(fields, host, path, login, transport)
    return f"Bearer {token}" if token and token.isascii() and token.isprintable() else ""


def _token(fields: dict[str, str], host: Host, path: str, login: Login | None, transport: Transport) -> str:
    realm = fields.get("realm", "")
    is_open = login is None and not host.is_verified  # nothing is sent that is secret, as in all requests to the host
    is_safe = addresses.is_safe(realm) or (is_open and realm.startswith("http://"))
    if not is_safe or addresses.is_strayed(realm, host.url):
        raise RegistryError(f"The registry wants the login to be sent to {realm}, which is not safe.")
    is_verified = not is_open and not addresses.is_loopback(urlsplit(realm).netloc)
    asked = {"service": fields.get("service", ""), "scope": f"repository:{path}:pull", "client_id": _CLIENT}
    if login and login.identity_token:
        form = {**asked, "grant_type": "refresh_token", "refresh_token": login.identity_token}
        answer = transport.post(Request("POST", realm, {}, _LARGEST_TOKEN, is_verified), form)
    else:
        basic = _basic(login)
        headers = {"Authorization": basic} if basic else {}
        joint = "&" if "?" in realm else "?"
        url = f"{realm}{joint}{urlencode(asked)}"
        answer = transport.ask(Request("GET", url, headers, _LARGEST_TOKEN, is_verified))
    if answer.status != HTTPStatus.OK:
        return ""
    try:
        document = documents.parse(answer.body)
    except ValueError as error:
        raise RegistryError(f"The token service's answer cannot be read: {why(error)}.") from error
    return documents.text(document, "token") or documents.text(document, "access_token")


def _basic(login: Login | None) -> str:
    if login is None or not login.user:
        return ""
    return f"Basic {base64.b64encode(f'{login.user}:{login.password}'.encode()).decode('ascii')}"


def _read(challenge: str) -> tuple[str, dict[str, str]]:
    scheme, _, rest = challenge.strip().partition(" ")
    try:
        fields = parse_keqv_list(parse_http_list(rest))
    except (ValueError, IndexError):
        fields = {}
    return scheme.lower(), {name.lower(): value for name, value in fields.items()}
