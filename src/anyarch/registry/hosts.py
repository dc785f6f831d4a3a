"""Where a registry may answer, in the order to try: as docker's engine does, by the rules in its ``/info``.

The rules are moby's (registry/config.go, and lookupV2Endpoints in registry/service_v2.go):

* Images of Docker Hub: the mirrors first, then Docker Hub.
* A registry that the engine calls insecure, by its name or because its address is in one of the networks: HTTPS with
  any certificate, then HTTP. Each address of this machine (127.0.0.0/8, ::1) is in such a network.
* Any other: HTTPS.

Unlike docker, anyarch sends a login only where the certificate is good, or the registry is on this machine: so for an
insecure registry, HTTPS with a good certificate comes first. On this machine HTTP comes first, because a server that
does not expect TLS may wait for more of it.
"""

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from anyarch.bare import documents
from anyarch.oci.references import HUB
from anyarch.registry import addresses

_HUB_URL = "https://registry-1.docker.io"
_HALF = 0.5
_THIS_MACHINE = ("127.0.0.0/8", "::1/128")
_HIDDEN = "xxxxx"  # what an engine shows in place of a proxy's user and password

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Host(NamedTuple):
    """One place where a registry may answer.

    Attributes:
        url: without a path.
        takes_login: whether a login may be sent there.
        is_verified: whether its certificate must be good; a host with any other may also have none, and redirect to
            one without.
        is_mirror: whether it has copies: then what it lacks or refuses may be at the next.
        share: of the time that is left, how much it gets.
    """

    url: str
    takes_login: bool = False
    is_verified: bool = False
    is_mirror: bool = False
    share: float = 1.0


class Rules(NamedTuple):
    """An engine's rules for registries.

    Attributes:
        networks: in which registries are insecure.
        insecure: the names, ``host[:port]``, of the insecure ones.
        mirrors: URLs of mirrors of Docker Hub.
        proxies: its proxies, as environment variables; None if they are not known.
    """

    networks: tuple[Network, ...]
    insecure: frozenset[str] = frozenset()
    mirrors: tuple[str, ...] = ()
    proxies: dict[str, str] | None = None

    def calls_insecure(self, domain: str, found: Iterable[str] = ()) -> bool:
        """Whether that registry is insecure, by its name, or by an address of it: those given, or its name is one."""
        host = urlsplit(f"//{domain}").hostname or ""
        numbers = [number for each in (host, *found) if (number := addresses.number(each))]
        return domain in self.insecure or any(number in network for number in numbers for network in self.networks)


def read(info: object) -> Rules:
    """The rules in an engine's ``/info``; docker's defaults for what it does not say."""
    configured = documents.entry(info, "RegistryConfig")
    indexes = documents.entry(configured, "IndexConfigs")
    insecure = [
        name
        for name, index in (indexes.items() if isinstance(indexes, dict) else ())
        if documents.entry(index, "Secure") is False
    ]
    networks = [*_THIS_MACHINE, *map(str, documents.items(configured, "InsecureRegistryCIDRs"))]
    mirrors = filter(None, map(_mirror, documents.items(configured, "Mirrors")))
    return Rules(tuple(filter(None, map(_network, networks))), frozenset(insecure), tuple(mirrors), _proxies(info))


def find(
    domain: str, rules: Rules, look_up: Callable[[str], tuple[str, ...]], is_here: Callable[[], bool]
) -> Iterator[Host]:
    """The places where the registry of a domain may answer, in the order to try them.

    Args:
        domain: the first part of an image's complete name; one on loopback only if `is_here`.
        rules: the engine's.
        look_up: gives the addresses of a name; called if the registry does not answer by HTTPS.
        is_here: whether the engine's loopback addresses are this machine's; called if there is one among the hosts.
    """
    if domain == HUB:
        for url in rules.mirrors:
            name = urlsplit(url).netloc
            if not addresses.is_loopback(name) or is_here():
                is_verified = url.startswith("https:") and not rules.calls_insecure(name)
                yield Host(url, is_verified=is_verified, is_mirror=True, share=_HALF)
        yield Host(_HUB_URL, takes_login=True, is_verified=True)
    elif addresses.is_loopback(domain):
        yield from (Host(f"{scheme}://{domain}", takes_login=True) for scheme in ("http", "https"))
    else:
        is_known = rules.calls_insecure(domain)
        yield Host(f"https://{domain}", takes_login=True, is_verified=True, share=_HALF if is_known else 1.0)
        found = () if is_known else look_up(domain)
        is_allowed = not any(map(addresses.is_loopback_address, found)) or is_here()
        if rules.calls_insecure(domain, found) and is_allowed:
            yield Host(f"https://{domain}", share=_HALF)
            yield Host(f"http://{domain}")


def _network(written: str) -> Network | None:
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None


def _mirror(written: object) -> str:
    """The URL of a mirror without its last slash; empty if docker would not accept it."""
    url = str(written) if str(written).startswith(("http://", "https://")) else f"https://{written}"
    try:
        parts = urlsplit(url)
        is_accepted = parts.hostname and parts.path in ("", "/") and not parts.query and "@" not in parts.netloc
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if is_accepted else ""


def _proxies(info: object) -> dict[str, str] | None:
    names = {"HTTP_PROXY": "HttpProxy", "HTTPS_PROXY": "HttpsProxy", "NO_PROXY": "NoProxy"}
    found = {variable: documents.text(info, name) for variable, name in names.items()}
    return None if info is None or any(_HIDDEN in value for value in found.values()) else found
