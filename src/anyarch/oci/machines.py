"""Which platform a program is for, from the fields of its ELF header.

A row is what Linux and Go agree on: ``e_machine`` (the gABI's registry of machine numbers), the class in bits and the
byte order. Where two ABIs share a row, ``e_flags`` tells them apart, as the processor supplements lay down:

* arm: the float ABI of EABI 5. Hard float is Debian's armhf, hence arm/v7; soft float is armel, hence arm/v6, as
  `platforms` normalises these two names. A program that says neither counts as arm/v7.
* mips with 32 bits: the ABI n32 needs a 64-bit CPU.

What has no row, such as x32, is for no platform that an image can be labelled with.
"""

from anyarch.oci import platforms
from anyarch.oci.platforms import Platform

HARD_FLOAT = "hard"
SOFT_FLOAT = "soft"

_ARM = 40
_ARM_FLOATS = ((0x400, HARD_FLOAT), (0x200, SOFT_FLOAT))  # EF_ARM_ABI_FLOAT_HARD, EF_ARM_ABI_FLOAT_SOFT
_ARM_VARIANTS = {SOFT_FLOAT: "v6"}
_MIPS = 8
_MIPS_N32 = 0x20  # EF_MIPS_ABI2
_NARROW = 32

_ARCHITECTURES = {
    (2, 32, "big"): "sparc",
    (3, 32, "little"): "386",
    (8, 32, "big"): "mips",
    (8, 32, "little"): "mipsle",
    (8, 64, "big"): "mips64",
    (8, 64, "little"): "mips64le",
    (20, 32, "big"): "ppc",
    (21, 64, "big"): "ppc64",
    (21, 64, "little"): "ppc64le",
    (22, 32, "big"): "s390",
    (22, 64, "big"): "s390x",
    (40, 32, "big"): "armbe",
    (40, 32, "little"): "arm",
    (43, 64, "big"): "sparc64",
    (62, 64, "little"): "amd64",
    (183, 64, "big"): "arm64be",
    (183, 64, "little"): "arm64",
    (243, 32, "little"): "riscv",
    (243, 64, "little"): "riscv64",
    (258, 64, "little"): "loong64",
}


def platform(machine: int, bits: int, order: str, flags: int) -> Platform | None:
    """The platform; None for none that images are made for.

    Args:
        machine: ``e_machine``.
        bits: 32 or 64.
        order: ``little`` or ``big``.
        flags: ``e_flags``.
    """
    architecture = _ARCHITECTURES.get((machine, bits, order))
    if architecture is None:
        return None
    if machine == _MIPS and bits == _NARROW and flags & _MIPS_N32:
        architecture = {"big": "mips64p32", "little": "mips64p32le"}[order]
    variant = _ARM_VARIANTS.get(float_abi(machine, flags), "")
    return platforms.normalised(platforms.DEFAULT_OS, architecture, variant)


def float_abi(machine: int, flags: int) -> str:
    """`HARD_FLOAT` or `SOFT_FLOAT` for an arm program that says which; else empty."""
    if machine != _ARM:
        return ""
    return next((name for bit, name in _ARM_FLOATS if flags & bit), "")
