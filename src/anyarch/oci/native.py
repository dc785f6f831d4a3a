"""Whether an engine runs a platform natively, that is, without an emulator. All of anyarch uses this one meaning.

* The host's own operating system and architecture is native at any level or variant of the CPU.
* A mode of the CPU, such as 386 on amd64 or arm on arm64, is native unless the probe has shown that the engine does not
  execute it: not every CPU still has the mode. If the engine cannot be asked, a mode counts as native.
* Everything else is foreign.

Which modes a CPU may have, and which of several platforms is the best, follows containerd's order (`vector`).
"""

import re
from collections.abc import Callable, Iterable, Iterator

from anyarch.oci import architectures
from anyarch.oci.platforms import Platform

Executes = Callable[[Platform], bool | None]  # whether the engine executes a platform; None if it cannot be asked

_WIDER = {("arm", "v8"): "arm64"}
_LOWEST_ARM = 5
_WITHOUT_LEVELS = {"arm"}  # its variants are different CPUs
_V8, _V9 = 8, 9
_V9_IS_V8 = 5  # v9.0 includes v8.5, v9.1 includes v8.6, and so on
_COUNTED = re.compile(r"v?([0-9]{1,2})(?:\.([0-9]))?")


def is_native(platform: Platform, host: Platform, executes: Executes) -> bool:
    """Whether an engine for `host` runs the platform without an emulator; `executes` is only asked about a mode."""
    return same_cpu(platform, host) or (platform in vector(host) and executes(platform) is not False)


def may_run(platform: Platform, host: Platform) -> bool:
    """Whether a CPU of the host's architecture may run the platform: `is_native` without asking an engine."""
    return is_native(platform, host, lambda _: None)


def same_cpu(platform: Platform, host: Platform) -> bool:
    """Whether both have the same operating system and architecture, at any level or variant."""
    return (platform.os, platform.architecture) == (host.os, host.architecture)


def has_wider_kernel(host: Platform) -> bool:
    """Whether the host is a 32-bit docker on a 64-bit kernel."""
    return host[1:] in _WIDER


def best(several: Iterable[Platform], host: Platform, executes: Executes) -> Platform | None:
    """The best of several platforms that the engine runs natively; None for none.

    It is the first in containerd's order. A level of the host's own architecture that is not in it comes before the
    modes of the CPU.
    """
    offered = tuple(several)
    order = [platform for platform in (*vector(host), *offered) if platform in offered]
    own = (platform for platform in order if same_cpu(platform, host))
    modes = (platform for platform in order if is_native(platform, host, executes))
    return next(own, None) or next(modes, None)


def levels(several: Iterable[Platform], host: Platform) -> tuple[Platform, ...]:
    """Those for levels of the host's CPU that are not in its `vector`, the highest first, as engines select them.

    There are none if something in the vector is for the host's own architecture too.
    """
    own = [platform for platform in several if same_cpu(platform, host)]
    if host.architecture in _WITHOUT_LEVELS or any(platform in vector(host) for platform in own):
        return ()
    return tuple(sorted(own, key=lambda platform: _numbers(platform.variant), reverse=True))


def vector(host: Platform) -> tuple[Platform, ...]:
    """What containerd lets a host run, best first (github.com/containerd/platforms, compare.go, platformVector).

    * amd64 goes down its levels to plain amd64, then to 386.
    * arm64/v9.2 goes down to v9, from there to v8.7, the level it includes, and on to plain arm64, which is v8; then
      to arm/v8 and below.
    * arm goes down to v5.

    One thing is left out: below arm64/v9, containerd also has arm/v9, but there is no such CPU. One is added: arm/v8 is
    what a 32-bit docker says of itself on a 64-bit CPU, whose kernel runs arm64 programs too.
    """
    wider = (Platform(host.os, _WIDER[host.architecture, host.variant]),) if has_wider_kernel(host) else ()
    return (*_narrower(host), *wider)


def _narrower(host: Platform) -> tuple[Platform, ...]:
    """The host and what containerd lets it run."""
    levels = {"amd64": _amd64_below, "arm": _arm_below, "arm64": _arm64_below}.get(host.architecture)
    below = levels(*_numbers(host.variant)) if levels else ()
    own = (host, *(host._replace(variant=variant) for variant in below))
    modes = (mode.partition("/") for mode in architectures.named(host.architecture).modes)
    return (*own, *(each for name, _, variant in modes for each in _narrower(Platform(host.os, name, variant))))


def _amd64_below(level: int, _: int) -> Iterator[str]:
    yield from (f"v{lower}" if lower > 1 else "" for lower in range(level - 1, 0, -1))


def _arm_below(version: int, _: int) -> Iterator[str]:
    yield from (f"v{lower}" for lower in range(version - 1, _LOWEST_ARM - 1, -1))


def _arm64_below(major: int, minor: int) -> Iterator[str]:
    if major == _V9:
        yield from (f"v9.{lower}" if lower else "v9" for lower in range(minor - 1, -1, -1))
        minor += _V9_IS_V8 + 1
    if major in (_V8, _V9):
        yield from (f"v8.{lower}" if lower else "" for lower in range(minor - 1, -1, -1))


def _numbers(variant: str) -> tuple[int, int]:
    """The 9 and 2 of ``v9.2``, the 3 and 0 of ``v3``; zeros for any other variant."""
    found = _COUNTED.fullmatch(variant)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)
