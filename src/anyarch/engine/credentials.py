"""The login that docker has for a registry, and the header in which an engine takes it.

It is looked up as docker does (docker/cli, cli/config/configfile/file.go): in DOCKER_AUTH_CONFIG, with a credential
helper (credHelpers, credsStore; github.com/docker/docker-credential-helpers), and in ``auths`` of config.json. It goes
to the engine or to its registry, and nowhere else: it is not stored, logged, or printed. If it cannot be read, or a
helper is missing or fails, the request is anonymous.

A helper is never asked in a way that lets it prompt at the terminal: docker asks it again a moment later, and a prompt
for each would be one too many. It has no terminal, and does not learn the name of one. Helpers that may prompt in
another way are left to docker: `LEFT_TO_DOCKER`. Then the request is anonymous too.
"""

import base64
import json
import os
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.bare.documents import parse_members, structure
from anyarch.bare.endpoint import read_settings
from anyarch.oci.references import HUB

HELPER = "docker-credential-"
HEADER = "X-Registry-Auth"
HUB_SERVER = "https://index.docker.io/v1/"
_TOKEN_USER = "<token>"  # noqa: S105 - the user name with which a helper returns a token
_VARIABLE = "DOCKER_AUTH_CONFIG"
# Helpers that are not asked, and why: whether they prompt depends on what cannot be known without asking.
LEFT_TO_DOCKER = {
    "pass": "gpg-agent may ask for a passphrase, in a window or on any terminal, and goes on when the helper has ended",
    "secretservice": "the keyring, if it is locked, asks for its password in a window",
}
_TERMINAL = frozenset(("GPG_TTY",))  # where gpg-agent would prompt
_ENTRY: dict[str, type] = dict.fromkeys(("auth", "identitytoken", "password", "registrytoken", "username"), str)


class Login(NamedTuple):
    """A user and a password, or a token instead.

    Attributes:
        server: the registry's key in config.json.
        user: empty with a token.
        password: empty with a token.
        identity_token: for the registry's token service, instead of a password.
        registry_token: for the registry itself.
    """

    server: str
    user: str = ""
    password: str = ""
    identity_token: str = ""
    registry_token: str = ""

    def __repr__(self) -> str:
        return f"Login({self.server!r})"  # no secrets in what may be printed by accident


class Origin(NamedTuple):
    """Where docker would take a login from, before it does.

    Attributes:
        server: the registry's key in config.json.
        helper: the credential helper to ask; empty for none.
        entry: the entry of ``auths``; None for none.
        version: the state of config.json, which each login and logout rewrites.
    """

    server: str
    helper: str
    entry: object
    version: str

    @property
    def is_anonymous(self) -> bool:
        """Whether there is no login."""
        return not self.helper and self.entry is None

    def __repr__(self) -> str:
        return f"Origin({self.server!r})"  # an entry is a secret


def origin(folder: str, domain: str, environment: dict[str, str]) -> Origin:
    """Where the login for a registry would come from, with docker's configuration in `folder`."""
    server = HUB_SERVER if domain == HUB else domain
    entry = _entry(_parsed(environment.get(_VARIABLE, "")), server)
    if entry is not None:
        return Origin(server, "", entry, "")
    settings = read_settings(folder)
    helper = documents.text(settings, "credHelpers", server) or documents.text(settings, "credsStore")
    if helper:
        return Origin(server, helper, None, _version(f"{folder}/config.json"))
    return Origin(server, "", _entry(settings, server), "")


def find(source: Origin, timeout: float) -> Login | None:
    """The login itself; None for none. A helper gets `timeout` seconds.

    Raises:
        TimeoutError: the helper did not answer in time.
    """
    if source.helper in LEFT_TO_DOCKER:
        return None
    try:
        login = _asked(source, timeout) if source.helper else _written(source.server, source.entry)
    except TimeoutError:
        raise
    except (OSError, ValueError):
        return None
    return login if any(login[2:]) else None


def headers(login: Login | None) -> dict[str, str]:
    """The headers for a request to the engine about a registry's image; none for an anonymous one."""
    if login is None:
        return {}
    names = ("serveraddress", "username", "password", "identitytoken", "registrytoken")
    fields = {name: value for name, value in zip(names, login, strict=True) if value}
    return {HEADER: base64.urlsafe_b64encode(json.dumps(fields).encode()).decode("ascii")}


def _asked(source: Origin, timeout: float) -> Login:
    from anyarch.person import process  # noqa: PLC0415 - only where there is a helper

    words = [f"{HELPER}{source.helper}", "get"]
    output = process.ask(words, source.server.encode(), timeout=timeout, hidden=_TERMINAL)
    answer = documents.parse(output)
    user, secret = documents.text(answer, "Username"), documents.text(answer, "Secret")
    if user == _TOKEN_USER:
        return Login(source.server, identity_token=secret)
    return Login(source.server, user, secret)


def _written(server: str, entry: object) -> Login:
    """The login in an entry of ``auths``, whose ``auth`` is ``user:password`` in base64."""
    both = base64.b64decode(documents.text(entry, "auth"), validate=True).decode("utf-8")
    user, _, password = both.partition(":")
    return Login(
        server,
        user or documents.text(entry, "username"),
        password.rstrip("\0") or documents.text(entry, "password"),
        documents.text(entry, "identitytoken"),
        documents.text(entry, "registrytoken"),
    )


def _entry(settings: object, server: str) -> object:
    """The entry of ``auths`` for a server: under exactly its name, or under a URL on that host."""
    entries = documents.entry(settings, "auths")
    if not isinstance(entries, dict):
        return None
    logins = {key: structure(entry, _ENTRY) for key, entry in entries.items()}
    if server in logins:
        return logins[server] or None
    return next((entry for key, entry in logins.items() if entry and _host(key) == server), None)


def _host(key: str) -> str:
    return key.removeprefix("https://").removeprefix("http://").partition("/")[0]


def _parsed(text: str) -> object:
    try:
        return structure(parse_members(text.encode(), is_whole=False), {"auths": dict}) if text else None
    except ValueError:
        return None


def _version(path: str) -> str:
    try:
        state = os.stat(path)
    except OSError:
        return ""
    return f"{state.st_ino} {state.st_mtime_ns} {state.st_size}"
