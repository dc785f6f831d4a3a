"""Addresses: which are this machine's, where a secret may go, and which proxy leads there.

Loopback is what is named so: 127.0.0.0/8, ::1, localhost. Proxies are those of the environment and those that the
engine says it has, read as Go does (golang.org/x/net/http/httpproxy): never for loopback.
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from anyarch.person.patience import in_time

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def number(host: str) -> Number | None:
    """The address that a host is, without brackets; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_loopback_address(host: str) -> bool:
    """Whether this is an address of this machine's loopback."""
    found = number(host)
    return found is not None and found.is_loopback


def is_loopback(domain: str) -> bool:
    """Whether ``host[:port]`` is this machine, by the name alone, without looking it up."""
    try:
        host = urlsplit(f"//{domain}").hostname or ""
    except ValueError:
        return False
    return host == "localhost" or is_loopback_address(host)


def look_up(domain: str, deadline: float) -> tuple[str, ...]:
    """The addresses of a name by a deadline, on the clock of `time.monotonic`; none if it has none, or not in time."""
    host = urlsplit(f"//{domain}").hostname or ""
    try:
        found = in_time(lambda: socket.getaddrinfo(host, None, type=socket.SOCK_STREAM), deadline)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(entry[4][0]) for entry in found)


def is_safe(url: str) -> bool:
    """Whether what is sent to a URL cannot be read on the way: it is encrypted, or does not leave this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.netloc))


def is_strayed(url: str, source: str) -> bool:
    """Whether a URL leads to this machine, and the one that named it is elsewhere: it means another machine."""
    return is_loopback(urlsplit(url).netloc) and not is_loopback(urlsplit(source).netloc)


def origin(url: str) -> tuple[str, str]:
    """The scheme and host of a URL: a secret is sent on only if they stay the same."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def proxy(url: str, environment: dict[str, str]) -> str:
    """The URL of the proxy for a URL; empty for none."""
    parts = urlsplit(url)
    if is_loopback(parts.netloc):
        return ""
    if any(_is_exception(parts.netloc, each.strip()) for each in _either(environment, "no_proxy").split(",")):
        return ""
    chosen = _either(environment, f"{parts.scheme}_proxy")
    return chosen if "://" in chosen or not chosen else f"http://{chosen}"


def proxies(url: str, own: dict[str, str], engines: dict[str, str] | None, *, is_near: bool) -> tuple[str, ...]:
    """The proxies to try for a URL, in order; an empty one is none.

    The engine's own come first if it is on this machine: they are what docker uses. From elsewhere its proxy need not
    be in reach, but that it needs none is worth a try after a proxy of the environment.

    Args:
        url: an absolute URL.
        own: the environment variables.
        engines: the engine's proxies, as environment variables; None if they are not known.
        is_near: whether the engine seems to be on this machine.
    """
    ours = proxy(url, own)
    if engines is None:
        return (ours,)
    theirs = proxy(url, engines)
    if is_near:
        return tuple(dict.fromkeys((theirs, ours)))
    return (ours,) if theirs else tuple(dict.fromkeys((ours, theirs)))


def _is_exception(domain: str, rule: str) -> bool:
    """Whether an entry of NO_PROXY is about ``host[:port]``: a name, with its subdomains, an address, or a network."""
    host, port = urlsplit(f"//{domain}").hostname or "", domain.rpartition("]")[2].rpartition(":")[2]
    if rule == "*":
        return True
    address = number(host)
    if address and "/" in rule:
        try:
            return address in ipaddress.ip_network(rule, strict=False)
        except ValueError:
            return False
    name, _, wanted = rule.rpartition(":") if rule.count(":") == 1 or "]:" in rule else (rule, "", "")
    if wanted and wanted != port:
        return False
    name = name.strip("[]").removeprefix("*").lower()
    is_below = bool(name) and host.endswith(f".{name.removeprefix('.')}") and not address
    return is_below or (bool(name) and host == name)


def _either(environment: dict[str, str], name: str) -> str:
    return environment.get(name.upper()) or environment.get(name) or ""
