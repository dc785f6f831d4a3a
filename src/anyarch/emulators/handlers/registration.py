"""Register and unregister handlers, through an unprivileged container on the engine.

What is registered is a static QEMU in a pack's volume. The flags, and why:

====  ===============================================================================================================
flag  meaning
====  ===============================================================================================================
P     keep argv[0], by which programs such as busybox choose what to do
O     pass the program as an open file, so that one which may be executed but not read can run
C     take user and group from the program, so that setuid programs (su, sudo) work; means O as well
F     open the interpreter now, so that it is there for every container, and after this container has gone
====  ===============================================================================================================

P needs a kernel that tells the interpreter about it (AT_FLAGS_PRESERVE_ARGV0, Linux 5.12). Before that, QEMU would
take argv[0] for the program's first argument.
"""

import re

from anyarch.bare import documents
from anyarch.decision.facts import Pack
from anyarch.emulators import machine_code
from anyarch.emulators.handlers import table
from anyarch.emulators.handlers.table import TABLE, HandlersError
from anyarch.engine import one_off, volumes
from anyarch.engine.client import Client, Mount
from anyarch.engine.one_off import Task
from anyarch.oci.architectures import PROGRAMS
from anyarch.oci.platforms import Platform

_REPOSITORY = "anyarch-copy"
_PACK = "/pack"
_REMOVE = "remove"
_EXECUTABLE = 2  # ELF's ET_EXEC; a mask without the lowest bit also matches ET_DYN, 3
_KEEPS_NAMES_SINCE = (5, 12)


def name(architecture: str) -> str:
    """The name of anyarch's handler for an architecture."""
    return f"anyarch-{architecture}"


def register(client: Client, host: Platform, pack: Pack, architectures: list[str]) -> None:
    """Register the pack's emulators for these architectures, instead of anyarch's earlier handlers.

    Raises:
        HandlersError: the kernel refuses.
        docker.errors.DockerException, OSError, ValueError, KeyError: the engine fails.
    """
    flags = "POCF" if _version(documents.text(client.info(), "KernelVersion")) >= _KEEPS_NAMES_SINCE else "OCF"
    present = {handler.name for handler in table.listed(client, host)}
    unregister(client, host, [name(each) for each in architectures if name(each) in present])
    lines = {each: f"{line(each, f'{_PACK}/qemu-{each}')}{flags}".encode() for each in architectures}
    pack_mount = volumes.mounted(pack.volume, _PACK, read_only=True)
    _copy(client, host, [(f"/{each}", f"{TABLE}/register") for each in architectures], lines, (pack_mount,))


def unregister(client: Client, host: Platform, names: list[str]) -> None:
    """Remove handlers by name; errors are those of `register`."""
    if names:
        _copy(client, host, [(f"/{_REMOVE}", f"{TABLE}/{each}") for each in names], {_REMOVE: b"-1"}, ())


def line(architecture: str, interpreter: str) -> str:
    r"""What is written to the table, up to the flags: the first 20 bytes of the architecture's ELF files, as \xNN."""
    elf = PROGRAMS[architecture]
    fields = (  # each with its mask
        (elf.identity, b"\xff" * len(elf.identity)),
        (b"\x00", b"\x00"),  # EI_OSABI: toolchains write 0 or 3 for Linux
        (bytes(8), bytes(8)),  # EI_ABIVERSION and padding: AppImages have a mark there
        (_EXECUTABLE.to_bytes(2, elf.order), (0xFFFE).to_bytes(2, elf.order)),
        (elf.machine, b"\xff\xff"),
    )
    magic, mask = ("".join(f"\\x{byte:02x}" for pair in fields for byte in pair[part]) for part in (0, 1))
    return f":{name(architecture)}:M::{magic}:{mask}:{interpreter}:"


def _copy(
    client: Client, host: Platform, pairs: list[tuple[str, str]], files: dict[str, bytes], mounts: tuple[Mount, ...]
) -> None:
    files = {"copy": machine_code.copy(host.architecture), **files}
    arguments = tuple(path for pair in pairs for path in pair)
    with one_off.loaded(client, host, _REPOSITORY, files) as tag:
        task = Task(arguments, user=one_off.ROOT, mounts=(table.mount(), *mounts))
        if one_off.run(client, tag, task).status:
            raise HandlersError("The engine's kernel refused the change to its table of handlers.")


def _version(kernel: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", kernel)[:2])
