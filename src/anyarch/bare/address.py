"""An engine's address as a flag or a variable has it, completed as docker does (docker/cli, opts/hosts.go, ParseHost).

Contexts have complete addresses. An ssh URL stays as it is: `ssh_url` reads it.
"""

from anyarch.bare.errors import UnknownEngineError

_DEFAULT_PATH = "/var/run/docker.sock"
_DEFAULT_NAME, _DEFAULT_PORT = "localhost", "2375"


def completed(written: str) -> str:
    """The address with its scheme, host, port or socket.

    Raises:
        UnknownEngineError: docker refuses it, or drops a part of it.
    """
    scheme, separator, rest = written.partition("://") if "://" in written else ("tcp", "://", written)
    if scheme in ("ssh", "fd", "npipe"):
        return written
    if scheme not in ("tcp", "unix") or "://" in rest:
        raise UnknownEngineError(f"docker does not accept the address {written!r}.")
    if scheme == "unix":
        return scheme + separator + (rest or _DEFAULT_PATH)
    authority, slash, path = rest.partition("/")
    bracketed, bracket, after = authority.rpartition("]")
    name, _, port = after.partition(":")
    name = bracketed + bracket + name
    is_number = not port or (port.isascii() and port.isdigit())
    if (bracket and not after) or not is_number or not set("?#@%").isdisjoint(rest):
        raise UnknownEngineError("The engine's address is not one that anyarch reads as docker does.")
    return f"tcp://{name or _DEFAULT_NAME}:{port or _DEFAULT_PORT}{slash}{path}"
