"""Platforms as an engine's answers write them, and when two of them are the same.

A platform here is a string, `linux/arm64/v8`. Sameness is exact but for the spellings that containerd/platforms
(database.go) makes one: `arm64/v8` is `arm64`, `arm` is `arm/v7`, `x86_64` is `amd64`, `aarch64` is `arm64`.

Not done: what else a real engine accepts, such as arm/v7 or 386 where arm64 or amd64 is the host, but for the lower
levels of a 32-bit ARM.
"""

from collections.abc import Mapping

UNAME = {"386": "i686", "amd64": "x86_64", "arm": "armv7l", "arm64": "aarch64", "loong64": "loongarch64"}
"""GOARCH to the kernel's name for it, where they differ."""

_ARCHITECTURES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386"}
_VARIANTS = {("arm64", "v8"): "", ("arm", ""): "v7"}


def platform_document(platform: str) -> dict[str, str]:
    """The platform as an OCI descriptor has it; no variant, no key."""
    return dict(zip(("os", "architecture", "variant"), platform.split("/"), strict=False))


def platform_text(document: Mapping[str, str]) -> str:
    """The platform of a descriptor (`os`) or of an image (`Os`), as the engine prints it in messages."""
    fields = {name.lower(): value for name, value in document.items() if name.lower() in _FIELDS}
    return "/".join(filter(None, (fields.get(name, "") for name in _FIELDS)))


def full_platform(platform: str, host: str) -> str:
    """The platform a request means: `docker pull` sends the user's word as it is, be it `arm64`, `linux` or empty."""
    if not platform or platform == host.partition("/")[0]:
        return host
    return "/".join(filter(None, _canonical(platform if "/" in platform else f"linux/{platform}")))


def is_same(one: str, other: str) -> bool:
    return _canonical(one) == _canonical(other)


def accepted(wanted: str) -> tuple[str, ...]:
    """What an engine takes for a platform, the best first: on 32-bit ARM, lower levels too."""
    os, architecture, variant = _canonical(wanted)
    if architecture != "arm":
        return (wanted,)
    return tuple(f"{os}/arm/v{level}" for level in range(int(variant.removeprefix("v")), 4, -1))


_FIELDS = ("os", "architecture", "variant")


def _canonical(platform: str) -> tuple[str, str, str]:
    os, architecture, variant = (*platform.lower().split("/"), "", "")[:3]
    architecture = _ARCHITECTURES.get(architecture, architecture)
    return os, architecture, _VARIANTS.get((architecture, variant), variant)
