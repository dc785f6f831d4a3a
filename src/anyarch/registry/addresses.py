"""The URLs of a registry, and the proxy to use, as docker's engine determines them.

Docker Hub has a host of its own. A registry on this machine (127.0.0.0/8, ::1, localhost) need not have TLS or a valid
certificate, as for docker (moby, registry/config.go); any other must. Proxies are those of the environment, read as Go
does (golang.org/x/net/http/httpproxy): never for loopback.
"""

import ipaddress
from urllib.parse import urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # typeshed has only macOS' others

from anyarch.oci.references import HUB

_HUB_HOST = "registry-1.docker.io"


def hosts(domain: str) -> tuple[str, ...]:
    """The URLs, without path, under which a registry may answer, in the order to try them."""
    if domain == HUB:
        return (f"https://{_HUB_HOST}",)
    if is_loopback(domain):
        return (f"http://{domain}", f"https://{domain}")
    return (f"https://{domain}",)


def is_loopback(domain: str) -> bool:
    """Whether ``host[:port]`` is this machine, by the name alone, without looking it up."""
    try:
        host = urlsplit(f"//{domain}").hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Whether a secret may be sent to a URL: it is encrypted, or does not leave this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.netloc))


def origin(url: str) -> tuple[str, str]:
    """The scheme and host of a URL: a secret is sent on only if they stay the same."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def proxy(url: str, environment: dict[str, str]) -> str:
    """The URL of the proxy for a URL; empty for none."""
    parts = urlsplit(url)
    if is_loopback(parts.netloc):
        return ""
    exceptions = _either(environment, "no_proxy")
    if exceptions and proxy_bypass_environment(parts.netloc, {"no": exceptions}):
        return ""
    chosen = _either(environment, f"{parts.scheme}_proxy")
    return chosen if "://" in chosen or not chosen else f"http://{chosen}"


def _either(environment: dict[str, str], name: str) -> str:
    return environment.get(name.upper()) or environment.get(name) or ""
