"""Platforms: the operating system and CPU that an image is for, or that an engine is.

The specification is containerd's (github.com/containerd/platforms), which every engine follows:

* A specifier is ``os``, ``arch``, ``os/arch`` or ``os/arch/variant``, in any case. One word alone is an operating
  system if it is a known one, else an architecture of `DEFAULT_OS`.
* Names are normalized: ``x86_64`` is amd64, ``aarch64`` is arm64, ``i386`` is 386, ``armhf`` is arm/v7, ``armel`` is
  arm/v6, ``macos`` is darwin. Default variants are dropped (amd64/v1, arm64/v8); arm without a variant is arm/v7.
* ``unknown/unknown`` in an index is a build attestation, not a platform, and neither is an entry without an operating
  system or architecture.

The names are in `architectures`. What a host runs natively is in `native`. Windows build numbers and OS features
(``os(version+feature)``) are not interpreted.
"""

from collections.abc import Iterable
from typing import NamedTuple

from anyarch.bare import documents
from anyarch.oci import architectures
from anyarch.oci.architectures import ANY, ARCHITECTURES, OTHER_NAMES

DEFAULT_OS = "linux"

_OPERATING_SYSTEMS = frozenset(
    "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows".split()
)
_COMPONENT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")
_MOST_PARTS = 3
_LONGEST = 64  # letters of a part; real ones have a dozen, and one that is added to a command has to fit into it
_FIELDS = ("os", "architecture", "variant")


class Platform(NamedTuple):
    """A normalized platform; make one with `parse` or `normalized`, print it with `str`."""

    os: str
    architecture: str
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


def normalized(os: str, architecture: str, variant: str = "") -> Platform | None:
    """The platform with these three names; None for an attestation, or if a name is missing or invalid."""
    os, architecture, variant = os.lower(), architecture.lower(), variant.lower()
    if os == "macos":
        os = "darwin"
    if architecture in OTHER_NAMES:
        architecture, implied = OTHER_NAMES[architecture]
        variant = implied or variant
    variants = architectures.named(architecture).variants
    variant = variants.get(variant, variants.get(ANY, variant))
    parts = (os, architecture, variant)
    is_valid = all(_COMPONENT.issuperset(part) and len(part) <= _LONGEST for part in parts)
    if not os or not architecture or "unknown" in parts[:2] or not is_valid:
        return None
    return Platform(*parts)


def of_document(document: object) -> Platform | None:
    """The platform that a JSON object names, as OCI spells the fields, or the Engine API (``Os``); None for none."""
    return normalized(*(documents.text(document, name) or documents.text(document, name.title()) for name in _FIELDS))


def listed(several: Iterable[Platform]) -> str:
    """Platforms in a sentence: ``linux/amd64, linux/arm64``."""
    return ", ".join(map(str, several))


def parse(specifier: str) -> Platform:
    """Read a value of ``--platform``.

    Raises:
        ValueError: docker would refuse it too.
    """
    parts = specifier.lower().split("/")
    if len(parts) > _MOST_PARTS or not all(parts):
        raise ValueError(f"{specifier!r} is not a platform: write os/architecture or os/architecture/variant")
    if len(parts) == 1:
        parts = _completed(parts[0], specifier)
    platform = normalized(*parts)
    if platform is None:
        raise ValueError(f"{specifier!r} is not a platform: it contains invalid characters, or is too long")
    return platform


def from_machine(os: str, architecture: str, machine: str) -> Platform | None:
    """An engine's platform from its Go names and its kernel's name for the machine (``uname -m``)."""
    variants = architectures.named(architecture).uname.items()
    return normalized(os, architecture, next((variant for start, variant in variants if machine.startswith(start)), ""))


def from_program(header: bytes, flags: int) -> Platform | None:
    """The platform of a Linux program; None if images are never for it. Arguments: see `architectures.of_header`."""
    row, abi = architectures.of_header(header, flags), architectures.float_abi(header, flags)
    return normalized(DEFAULT_OS, row.name, abi.variant if abi else "") if row else None


def ordered(candidates: tuple[Platform, ...], preferred: tuple[Platform, ...]) -> tuple[Platform, ...]:
    """The candidates, the preferred ones first, in that order, then the others in their own order."""
    rank = {platform: position for position, platform in enumerate(preferred)}
    return tuple(sorted(candidates, key=lambda platform: rank.get(platform, len(rank))))


def _completed(word: str, specifier: str) -> list[str]:
    if word in _OPERATING_SYSTEMS or word == "macos":
        raise ValueError(f"{specifier!r} has no architecture")
    if word not in ARCHITECTURES and word not in OTHER_NAMES:
        raise ValueError(f"{specifier!r} is an unknown operating system or architecture")
    return [DEFAULT_OS, word]
