"""The CPU architectures, one row each: what containers, Linux, QEMU, and the distributions call them.

To add a CPU, add a row. All other tables are derived from this one; only an architecture that engines run on also needs
a copy program (`emulators.machine_code`).

What a row contains, and where it comes from:

* Names: Go's (go.dev/src/internal/syslist), which images and engines use, and the other names and variants that
  containerd normalizes (github.com/containerd/platforms, database.go).
* Programs: ``e_machine``, class, and byte order of the ELF header (the gABI's registry of machine numbers, as used by
  Linux and Go). If two ABIs share these three, ``e_flags`` distinguishes them, by the processor supplements: the MIPS
  ABI n32 needs a 64-bit CPU; ARM's EABI 5 says which float ABI it uses. Hard float is Debian's armhf, so arm/v7, and
  soft float is armel, so arm/v6. A program that says neither counts as arm/v7.
* Modes: what a CPU may run besides its own programs (containerd/platforms, compare.go; see `native`).
* Image names: the marks in tags and repositories, and the organization of Docker's official images on Docker Hub
  (docker-library/official-images, "Architectures other than amd64?").

No image can be labeled for what has no row, such as the ABI x32.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

MAGIC = b"\x7fELF"
HEADER = 20  # bytes of an ELF file, including e_machine
HARD_FLOAT = "hard"
SOFT_FLOAT = "soft"
ANY = "*"  # instead of a variant: any

_MACHINE = slice(18, 20)  # of e_machine, in files of either class
_CLASS_AND_ORDER = slice(4, 6)
_VERSION = 1


class Elf(NamedTuple):
    """What the ELF header of a program says.

    Attributes:
        number: ``e_machine``.
        bits: 32 or 64, the file's class.
        order: the file's byte order.
        flags: ``e_flags`` of the programs that anyarch writes: the ABI that the kernel requires.
        required_flags: the bits of ``e_flags`` without which a program of this number, class and order is another's.
    """

    number: int
    bits: int
    order: Literal["little", "big"]
    flags: int = 0
    required_flags: int = 0

    @property
    def identity(self) -> bytes:
        """The first 7 bytes: the magic number, the class, the byte order and the version."""
        return MAGIC + bytes([self.bits // 32, ("little", "big").index(self.order) + 1, _VERSION])

    @property
    def machine(self) -> bytes:
        """The 2 bytes of ``e_machine``."""
        return self.number.to_bytes(2, self.order)

    def fits(self, header: bytes, flags: int) -> bool:
        """Whether the first bytes of an ELF file and its ``e_flags`` are those of such a program."""
        same = header[_MACHINE] == self.machine and header[_CLASS_AND_ORDER] == self.identity[_CLASS_AND_ORDER]
        return same and flags & self.required_flags == self.required_flags


class FloatAbi(NamedTuple):
    """A float ABI: its bit in ``e_flags``, its name, and the variant that it implies."""

    flag: int
    name: str
    variant: str


class Emulation(NamedTuple):
    """What is needed to emulate an architecture, and to test whether an engine executes it.

    Attributes:
        code: the instructions of ``exit(42)``, in hexadecimal.
        qemu: QEMU's name, as in ``qemu-NAME``.
        fedora: the name in Fedora's package, ``qemu-user-static-NAME``.
        levels: for each CPU level, instructions that it adds, in hexadecimal.
    """

    code: str
    qemu: str
    fedora: str
    levels: Mapping[str, str] = {}


class Architecture(NamedTuple):
    """A CPU architecture.

    Attributes:
        name: Go's name.
        elf: the ELF header of its programs; None if it has no ELF programs of its own.
        emulation: how it is emulated; None if anyarch does not emulate it.
        triplet: Debian's name for its library folders; empty if no engine runs on it.
        marks: its names in image names, the most likely first.
        organization: the one with official images for it on Docker Hub; empty for none.
        other_names: names that mean the same, and the variant that each implies.
        variants: variants that are not normalized, and the normalized ones; `ANY` for all others.
        modes: what some of these CPUs can also run: the highest platform, without the operating system.
        uname: prefixes of the kernel's name for the machine, and the variant that each implies.
        float_abis: the float ABIs of its programs.
    """

    name: str
    elf: Elf | None = None
    emulation: Emulation | None = None
    triplet: str = ""
    marks: tuple[str, ...] = ()
    organization: str = ""
    other_names: Mapping[str, str] = {}
    variants: Mapping[str, str] = {}
    modes: tuple[str, ...] = ()
    uname: Mapping[str, str] = {}
    float_abis: tuple[FloatAbi, ...] = ()


# One instruction for each larger feature of a level (x86-64 psABI). A CPU without it raises SIGILL.
_X86_64_LEVELS = {
    "v2": (
        "f30fb8c0"  # popcnt
        "660f3800c0"  # pshufb: SSSE3
        "660f3837c0"  # pcmpgtq: SSE4.2
    ),
    "v3": (
        "c4e278f2c0"  # andn: BMI1
        "c4e27bf5c0"  # pdep: BMI2
        "c4e27913c0"  # vcvtph2ps: F16C
        "c4e27d98c0"  # vfmadd132ps: FMA
        "c5fdfec0"  # vpaddd: AVX2
    ),
    "v4": (
        "62f17d48fec0"  # vpaddd: AVX512F
        "62f17d48fcc0"  # vpaddb: AVX512BW
        "62f2fd2840c0"  # vpmullq: AVX512DQ, AVX512VL
        "62f27d08c4c0"  # vpconflictd: AVX512CD
    ),
}

_ROWS = (
    Architecture(
        "386",
        Elf(3, 32, "little"),
        Emulation("b801000000 bb2a000000 cd80", qemu="i386", fedora="x86"),
        marks=("i386", "386"),
        organization="i386",
        other_names={"i386": ""},
        variants={ANY: ""},
    ),
    Architecture(
        "amd64",
        Elf(62, 64, "little"),
        Emulation("bf2a000000 b83c000000 0f05", qemu="x86_64", fedora="x86", levels=_X86_64_LEVELS),
        triplet="x86_64-linux-gnu",
        marks=("amd64", "x86_64", "x86-64", "x64"),
        organization="amd64",
        other_names={"x86_64": "", "x86-64": ""},
        variants={"v1": ""},
        modes=("386",),
    ),
    Architecture("amd64p32"),
    Architecture(
        "arm",
        Elf(40, 32, "little", flags=0x05000000),  # EABI 5
        Emulation("2a00a0e3 0170a0e3 000000ef", qemu="arm", fedora="arm"),
        triplet="arm-linux-gnueabihf",
        marks=("arm32v7", "armv7", "armhf", "arm"),
        organization="arm32v7",
        other_names={"armhf": "v7", "armel": "v6"},
        variants={"": "v7", "5": "v5", "6": "v6", "7": "v7", "8": "v8"},
        uname={"armv5": "v5", "armv6": "v6", "armv7": "v7", "armv8": "v8", "aarch64": "v8"},
        float_abis=(FloatAbi(0x400, HARD_FLOAT, "v7"), FloatAbi(0x200, SOFT_FLOAT, "v6")),
    ),
    Architecture("armbe", Elf(40, 32, "big")),
    Architecture(
        "arm64",
        Elf(183, 64, "little"),
        Emulation("400580d2 a80b80d2 010000d4", qemu="aarch64", fedora="aarch64"),
        triplet="aarch64-linux-gnu",
        marks=("arm64", "arm64v8", "aarch64"),
        organization="arm64v8",
        other_names={"aarch64": ""},
        variants={"8": "", "v8": "", "v8.0": "", "9": "v9", "9.0": "v9", "v9.0": "v9"},
        modes=("arm/v8",),
    ),
    Architecture("arm64be", Elf(183, 64, "big")),
    Architecture(
        "loong64",
        Elf(258, 64, "little", flags=0x43),  # double float, object ABI 1
        Emulation("04a8c002 0b74c102 00002b00", qemu="loongarch64", fedora="loongarch64"),
        marks=("loong64",),
    ),
    # The ABI n32 (EF_MIPS_ABI2), before the 32-bit ABI, which has no flag of its own.
    Architecture("mips64p32", Elf(8, 32, "big", required_flags=0x20)),
    Architecture("mips64p32le", Elf(8, 32, "little", required_flags=0x20)),
    Architecture("mips", Elf(8, 32, "big")),
    Architecture("mipsle", Elf(8, 32, "little")),
    Architecture("mips64", Elf(8, 64, "big")),
    Architecture(
        "mips64le",
        Elf(8, 64, "little", flags=0x80000000),  # MIPS64 revision 2, as Debian builds
        Emulation("2a000424 c2130224 0c000000", qemu="mips64el", fedora="mips"),
        marks=("mips64le",),
        organization="mips64le",
    ),
    Architecture("ppc", Elf(20, 32, "big")),
    Architecture("ppc64", Elf(21, 64, "big")),
    Architecture(
        "ppc64le",
        Elf(21, 64, "little", flags=2),  # ELF ABI 2
        Emulation("01000038 2a006038 02000044", qemu="ppc64le", fedora="ppc"),
        triplet="powerpc64le-linux-gnu",
        marks=("ppc64le",),
        organization="ppc64le",
    ),
    Architecture("riscv", Elf(243, 32, "little")),
    Architecture(
        "riscv64",
        Elf(243, 64, "little"),
        Emulation("1305a002 9308d005 73000000", qemu="riscv64", fedora="riscv"),
        triplet="riscv64-linux-gnu",
        marks=("riscv64",),
        organization="riscv64",
    ),
    Architecture("s390", Elf(22, 32, "big")),
    Architecture(
        "s390x",
        Elf(22, 64, "big"),
        Emulation("a729002a 0a01", qemu="s390x", fedora="s390x"),
        triplet="s390x-linux-gnu",
        marks=("s390x",),
        organization="s390x",
    ),
    Architecture("sparc", Elf(2, 32, "big")),
    Architecture("sparc64", Elf(43, 64, "big")),
    Architecture("wasm"),
)

ARCHITECTURES = {row.name: row for row in _ROWS}
OTHER_NAMES = {other: (row.name, variant) for row in _ROWS for other, variant in row.other_names.items()}
PROGRAMS = {row.name: row.elf for row in _ROWS if row.elf}
EMULATED = {row.name: row.emulation for row in _ROWS if row.emulation}


def named(name: str) -> Architecture:
    """The architecture with that Go name; an empty row if the table has none."""
    return ARCHITECTURES.get(name, Architecture(name))


def of_header(header: bytes, flags: int = 0) -> Architecture | None:
    """The architecture of an ELF file; None if images are never for it.

    Args:
        header: the file's first `HEADER` bytes, or more.
        flags: ``e_flags``.
    """
    return next((row for row in _ROWS if row.elf and row.elf.fits(header, flags)), None)


def float_abi(header: bytes, flags: int) -> FloatAbi | None:
    """The float ABI that an ELF file says it uses; None if it does not say. The arguments are `of_header`'s."""
    row = of_header(header, flags)
    return next((abi for abi in row.float_abis if flags & abi.flag), None) if row else None
