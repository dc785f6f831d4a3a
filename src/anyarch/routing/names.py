"""Whether an image's name means the same on another machine: not if its registry has a name of this network only.

The login for a registry goes along with a pull, so a name that leads to another machine there would also give that
away. A name in the public DNS may still lead elsewhere there, but only to a server with a certificate for it; and after
the pull the digests are compared (`preflight.routing`).
"""

from urllib.parse import urlsplit

from anyarch.oci import references
from anyarch.registry import addresses

# Names that are never in the public DNS: RFC 6762 (local), RFC 8375 (home.arpa), RFC 2606 (localhost, test, invalid),
# ICANN's internal, and those that private networks use all the same.
_PRIVATE = tuple("local localhost localdomain lan home home.arpa internal intranet private corp test invalid".split())


def kept_by(image: str) -> str:
    """Why IMAGE may mean something else on another machine, in one sentence; empty if it does not."""
    try:
        reference = references.parse(image)
    except ValueError:
        return "An image ID only means something to the engine that has the image."
    if reference.domain == references.HUB:
        return ""
    host = (urlsplit(f"//{reference.domain}").hostname or "").removesuffix(".")
    number = addresses.number(host)
    if addresses.is_loopback(reference.domain):
        return f"The registry {reference.domain} is on this machine."
    if number is not None:
        return "" if number.is_global else f"The registry {reference.domain} is on this network."
    is_private = "." not in host or any(host.endswith(f".{suffix}") for suffix in _PRIVATE)
    return f"The registry's name, {reference.domain}, may lead elsewhere on another network." if is_private else ""
