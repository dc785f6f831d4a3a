"""What an engine has been seen to execute, remembered so that an emulated run need not probe each time.

Only a yes is kept, for as long as the kernel behind it is likely the same: the same boot and the same handlers
(binfmt_misc) on this machine, and no longer than a lifetime, which is short for an engine that is elsewhere, because
nothing tells from here when that machine starts anew, or which handlers it has. A yes that no longer counts still tells
that there was one.
"""

import os
import time

from anyarch.bare import records
from anyarch.bare.endpoint import Endpoint
from anyarch.oci.platforms import Platform

_KIND = "executed"
_BOOT = "/proc/sys/kernel/random/boot_id"
_HANDLERS = "/proc/sys/fs/binfmt_misc"
_LIFETIME_HERE = 86400
_LIFETIME_ELSEWHERE = 600


def recall(cache_folder: str, endpoint: Endpoint, platform: Platform) -> bool:
    """Whether the engine is known to execute the platform."""
    fields = records.read(cache_folder, _KIND, _key(endpoint, platform))
    # Where the table of handlers is not mounted, nothing tells from here that one of them has gone.
    is_seen = bool(endpoint.socket_path) and os.path.exists(f"{_HANDLERS}/status")
    lifetime = _LIFETIME_HERE if is_seen else _LIFETIME_ELSEWHERE
    try:
        age = time.time() - int(fields["seen"])
    except (KeyError, ValueError):
        return False
    return 0 <= age < lifetime and fields.get("kernel") == kernel()


def keep(cache_folder: str, endpoint: Endpoint, platform: Platform, kernel: str) -> None:
    """Remember that the engine has executed the platform.

    Args:
        cache_folder: see `cache.folder`.
        endpoint: the engine.
        platform: what it executed.
        kernel: what `kernel` said before it did.
    """
    fields = {
        "engine": endpoint.host,
        "platform": str(platform),
        "kernel": kernel,
        "seen": str(int(time.time())),
    }
    records.write(cache_folder, _KIND, _key(endpoint, platform), fields)


def forget(cache_folder: str, endpoint: Endpoint, platform: Platform) -> None:
    """Remember nothing of the engine and the platform."""
    if records.read(cache_folder, _KIND, _key(endpoint, platform)):
        records.write(cache_folder, _KIND, _key(endpoint, platform), {"seen": "0"})


def last_seen(cache_folder: str, endpoint: Endpoint, platform: Platform) -> str:
    """The day on which the engine was last seen to execute the platform, by whatever kernel: a UTC date, or empty."""
    seen = records.read(cache_folder, _KIND, _key(endpoint, platform)).get("seen", "")
    return time.strftime("%Y-%m-%d", time.gmtime(int(seen))) if seen.isdigit() and int(seen) else ""


def kernel() -> str:
    """This boot of this machine, and the handlers it has now."""
    try:
        with open(_BOOT, encoding="ascii") as file:
            boot = file.read().strip()
    except OSError:
        boot = ""
    try:
        handlers = sorted(os.listdir(_HANDLERS))
    except OSError:
        handlers = []
    return " ".join([boot, *handlers])


def _key(endpoint: Endpoint, platform: Platform) -> str:
    return f"{endpoint.host} {platform}"
