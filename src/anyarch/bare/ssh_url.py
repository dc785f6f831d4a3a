"""An engine's ssh URL, ``ssh://[USER@]HOST[:PORT][/SOCKET]``, as docker reads it.

The rules are docker/cli's (cli/connhelper/ssh/ssh.go, NewSpec) on top of Go's url.Parse: the user and the socket's path
are percent-decoded, the host keeps its case, and a password, a query or a fragment is refused. Versions of docker
quote the path for the remote shell in different ways, so a path that a shell could read as more than a word is refused
too: which engine it means is not known here. The messages never contain the URL, which may hold a password.

It does not connect: that is `engine.ssh`.
"""

from anyarch.bare.errors import UnknownEngineError

_SCHEME = "ssh://"
_PUNCTUATION_OF_USERS = frozenset("-._~!$&'()*+,;=%@")  # Go's net/url, validUserinfo, without the colon
_PUNCTUATION_OF_HOSTS = frozenset("-._~")
_PUNCTUATION_OF_PATHS = frozenset("-._+,:=@%/")  # that no shell reads as anything else
_PUNCTUATION_OF_ADDRESSES = frozenset(".:")
_ESCAPED_PERCENT = "%25"  # before the zone of an IPv6 address (RFC 6874)
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS_OF_AN_ESCAPE = 2


class SshAddress:
    """Where an ssh URL leads.

    Attributes:
        user: empty for ssh's own choice.
        host: a name, perhaps an alias of the user's, or an address.
        port: its digits; empty for ssh's own choice.
        socket: the path of the engine's Unix socket over there; empty for what docker uses there.
    """

    __slots__ = ("host", "port", "socket", "user")

    def __init__(self, user: str, host: str, port: str, socket: str) -> None:
        self.user = user
        self.host = host
        self.port = port
        self.socket = socket


def parse(url: str) -> SshAddress:
    """Read a URL that begins with ``ssh://``.

    Raises:
        UnknownEngineError: docker refuses it, or its versions read it differently.
    """
    rest = url.removeprefix(_SCHEME).removesuffix("#").removesuffix("?")
    if "#" in rest or "?" in rest:
        raise UnknownEngineError("The engine's ssh URL has a query or a fragment, which docker does not accept.")
    authority, slash, path = rest.partition("/")
    user, _, location = authority.rpartition("@")
    if ":" in user:
        raise UnknownEngineError("The engine's ssh URL has a password, which docker does not accept.")
    host, port = _location(location)
    socket = _decoded(slash + path)
    if not (_consists_of(user, _PUNCTUATION_OF_USERS) and _consists_of(socket, _PUNCTUATION_OF_PATHS)):
        raise UnknownEngineError("The user or the path in the engine's ssh URL has special characters.")
    return SshAddress(_decoded(user), host, port, socket if socket.strip("/") else "")


def _location(text: str) -> tuple[str, str]:
    """The host without brackets, and the port."""
    if text.startswith("["):
        host, closing, rest = text[1:].partition("]")
        address, _, zone = host.partition(_ESCAPED_PERCENT)
        is_host = _consists_of(address, _PUNCTUATION_OF_ADDRESSES) and _consists_of(zone, _PUNCTUATION_OF_HOSTS)
        is_host = is_host and closing == "]"
        host, colon, port = host.replace(_ESCAPED_PERCENT, "%"), rest[:1], rest[1:]
    else:
        host, colon, port = text.partition(":")
        is_host = _consists_of(host, _PUNCTUATION_OF_HOSTS)
    is_port = colon in ("", ":") and (not port or (port.isascii() and port.isdigit()))
    if not host or not is_host or not is_port:
        raise UnknownEngineError("The engine's ssh URL has no host or no valid one.")
    return host, port


def _consists_of(text: str, punctuation: frozenset[str]) -> bool:
    return all(character.isalnum() or character in punctuation for character in text)


def _decoded(text: str) -> str:
    """The text with its percent-encoding undone."""
    first, *pieces = text.split("%")
    data = first.encode("utf-8", "surrogateescape")
    for piece in pieces:
        digits = piece[:_DIGITS_OF_AN_ESCAPE]
        if len(digits) < _DIGITS_OF_AN_ESCAPE or not _HEX.issuperset(digits):
            raise UnknownEngineError("The engine's ssh URL is not percent-encoded correctly.")
        data += bytes.fromhex(digits) + piece[_DIGITS_OF_AN_ESCAPE:].encode("utf-8", "surrogateescape")
    if not data.decode("utf-8", "replace").isprintable():
        raise UnknownEngineError("The engine's ssh URL has control characters.")
    return data.decode("utf-8", "surrogateescape")
