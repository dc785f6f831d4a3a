"""What emulates other CPUs, with `--json`: `anyarch emulators ...`."""

from typing import NotRequired, TypedDict


class Tested(TypedDict):
    """Whether a platform is executed; null if that is not known."""

    platform: str
    executed: bool | None
    problem: str | None


class TestedPlatforms(TypedDict):
    """`anyarch emulators test`."""

    platforms: list[Tested]


class Installed(TypedDict):
    """Whether a platform is executed now, and by what was installed."""

    platform: str
    executed: bool
    installed: bool


class InstalledPlatforms(TypedDict):
    """`anyarch emulators install`."""

    platforms: list[Installed]


class EmulatedPlatform(TypedDict):
    """How a platform is executed."""

    platform: str
    executed: bool | None
    native: bool
    handlers: list[str]
    packed: bool


class KernelHandler(TypedDict):
    """A handler of the engine's kernel."""

    name: str
    is_enabled: bool
    interpreter: str
    flags: str
    architecture: str
    magic: str
    mask: str
    is_fixed: bool


class PackedEmulator(TypedDict):
    """An emulator in the pack, with the digest of its content."""

    architecture: str
    digest: str


class Emulators(TypedDict):
    """`anyarch emulators list`.

    Attributes:
        host: the engine's own platform.
        platforms: how each is executed.
        handlers: those of the kernel.
        pack: the volume of the pack that private runs use; null for none.
        digest: of all of its content.
        emulators: those in it.
        refused: newer volumes that are labeled as packs, and are not used.
        product: the product that the engine is part of.
        problem: why the handlers are not known.
    """

    host: str
    platforms: list[EmulatedPlatform]
    handlers: list[KernelHandler]
    pack: str | None
    digest: str | None
    emulators: list[PackedEmulator]
    refused: list[str]
    product: str | None
    problem: str | None


class RemovedHandlers(TypedDict):
    """`anyarch emulators remove`."""

    removed: list[str]
    left: list[str]


class PackedFile(TypedDict):
    """A file of a pack.

    Attributes:
        path: its path in the pack.
        digest: of its content, ``sha256:`` and 64 digits.
        origin: where it was found.
    """

    path: str
    digest: str
    origin: str


class Pack(TypedDict):
    """`anyarch emulators pack`; only the volume, null, and the last two if packs were only removed."""

    volume: str | None
    digest: NotRequired[str]
    is_new: NotRequired[bool]
    emulates: NotRequired[list[str]]
    size: NotRequired[int]
    accelerated: NotRequired[bool]
    files: NotRequired[list[PackedFile]]
    removed: list[str]
    in_use: list[str]
