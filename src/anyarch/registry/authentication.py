"""Authenticate to a registry: by the Distribution token specification, or Basic.

The challenge in a registry's 401 names the token service. The login is sent there only over TLS, or on this machine.
The token is only for ``pull`` on one repository, whatever scope the registry proposes.
"""

import base64
from http import HTTPStatus
from urllib.parse import urlencode
from urllib.request import parse_http_list, parse_keqv_list

from anyarch.bare import documents
from anyarch.engine.credentials import Login
from anyarch.person.errors import RegistryError
from anyarch.registry import addresses
from anyarch.registry.transport import Transport

_LARGEST_TOKEN = 1 << 18
_CLIENT = "anyarch"


def authorization(challenge: str, path: str, login: Login | None, transport: Transport) -> str:
    """The Authorization that answers a challenge; empty for none.

    Args:
        challenge: the header ``WWW-Authenticate``.
        path: the repository, without its registry.
        login: the user's; None for an anonymous request.
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
    token = _token(fields, path, login, transport)
    return f"Bearer {token}" if token and token.isascii() and token.isprintable() else ""


def _token(fields: dict[str, str], path: str, login: Login | None, transport: Transport) -> str:
    realm = fields.get("realm", "")
    if not addresses.is_safe(realm):
        raise RegistryError(f"The registry wants the login to be sent to {realm}, which is not safe.")
    asked = {"service": fields.get("service", ""), "scope": f"repository:{path}:pull", "client_id": _CLIENT}
    if login and login.identity_token:
        form = {**asked, "grant_type": "refresh_token", "refresh_token": login.identity_token}
        answer = transport.post(realm, form, _LARGEST_TOKEN)
    else:
        basic = _basic(login)
        headers = {"Authorization": basic} if basic else {}
        joint = "&" if "?" in realm else "?"
        answer = transport.ask("GET", f"{realm}{joint}{urlencode(asked)}", headers, _LARGEST_TOKEN)
    if answer.status != HTTPStatus.OK:
        return ""
    try:
        document = documents.parse(answer.body)
    except ValueError as error:
        raise RegistryError(f"The token service's answer cannot be read: {error}.") from error
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
