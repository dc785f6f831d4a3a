r"""The handlers that an engine's kernel has for foreign programs (Documentation/admin-guide/binfmt-misc.rst).

They are read from the kernel's own table. A one-off container on the engine sees it as an anonymous volume with the
file system ``binfmt_misc``: the engine mounts it, whether or not it is already mounted on the machine, and the
container needs no privileges. `registration` writes to it.

The interpreter of a handler without the flag F is looked up inside each container, where it hardly ever is. The program
then fails with ``no such file or directory``, although it exists.
"""

import io
import re
import tarfile
from typing import NamedTuple

from anyarch.bare.errors import AnyarchError
from anyarch.emulators import machine_code
from anyarch.engine import Engine, leftovers, one_off, volumes
from anyarch.engine.client import Client, Mount
from anyarch.engine.one_off import Task
from anyarch.oci import architectures
from anyarch.oci.architectures import HEADER, MAGIC
from anyarch.oci.platforms import Platform

TABLE = "/handlers"
_REPOSITORY = "anyarch-copy"
_PROGRAM = "copy"
_NO_HANDLERS = frozenset(("register", "status"))
_MOST_HANDLERS = 256
_LARGEST_TABLE = 1 << 20
_MARK = b"\n\x00\n"  # between two entries; no entry has such a line
PADDING = slice(8, 16)  # bytes of an ELF header that neither Linux nor QEMU looks at (elf(5): EI_ABIVERSION, EI_PAD)
_FIELD = re.compile(r"^(interpreter|flags:|offset|magic|mask) (\S.*)$", re.MULTILINE)


class HandlersError(AnyarchError):
    """The table of handlers cannot be read or written on this engine."""


class Handler(NamedTuple):
    """One entry of the kernel's table.

    Attributes:
        name: the entry's file name.
        is_enabled: whether the kernel uses it.
        interpreter: the path of the program that runs what is recognized, when the handler was registered.
        flags: of ``POCF``.
        architecture: whose programs are recognized, by the Go name; empty for anything but an ELF header.
        magic, mask: the first bytes of what is recognized, and the bits of them that count, in hexadecimal; an empty
            mask stands for all.
    """

    name: str
    is_enabled: bool
    interpreter: str
    flags: str
    architecture: str
    magic: str = ""
    mask: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether the interpreter is already open (flag F), so that containers do not need it."""
        return "F" in self.flags

    def recognizes(self, header: bytes) -> bool:
        """Whether a file that begins so is recognized, as far as that is known (search_binfmt_handler)."""
        magic = bytes.fromhex(self.magic)
        mask = bytes.fromhex(self.mask) or b"\xff" * len(magic)
        return all((one ^ other) & bits == 0 for one, other, bits in zip(header, magic, mask, strict=False))


def parse(name: str, text: str) -> Handler:
    """One entry, as the kernel prints it (fs/binfmt_misc.c, entry_status)."""
    fields = dict(_FIELD.findall(text))
    is_at_start = fields.get("offset", "") == "0"
    architecture = _architecture(fields.get("magic", ""), fields.get("mask", "")) if is_at_start else ""
    return Handler(
        name=name,
        is_enabled=text.startswith("enabled"),
        interpreter=fields.get("interpreter", ""),
        flags=fields.get("flags:", ""),
        architecture=architecture,
        magic=fields.get("magic", "") if architecture else "",
        mask=fields.get("mask", "") if architecture else "",
    )


def read(engine: Engine) -> tuple[Handler, ...]:
    """All handlers that the engine's kernel has.

    Raises:
        HandlersError: anyarch has no program for this engine's CPU that could read them.
        EngineError: the engine does not show them.
    """
    with engine.client(engine.settings.probe_timeout) as client:
        return listed(client, engine.platform())


def listed(client: Client, host: Platform) -> tuple[Handler, ...]:
    """The same with an open client; errors are docker-py's, and `HandlersError` as for `read`."""
    if host.architecture not in machine_code.COPYING:
        raise HandlersError(f"anyarch cannot read the handlers of an engine for {host}.")
    files = {_PROGRAM: machine_code.copy(host.architecture), "mark": _MARK}
    with one_off.loaded(client, host, _REPOSITORY, files) as tag:
        names = _names(one_off.archive(client, tag, TABLE, (mount(),), _LARGEST_TABLE))
        if not names:
            return ()
        sources = (path for name in names for path in (f"{TABLE}/{name}", "/mark"))
        arguments = tuple(path for source in sources for path in (source, "/dev/stdout"))
        output = one_off.run(client, tag, Task(arguments, mounts=(mount(),), with_output=True)).output
    texts = output.decode("utf-8", "replace").split(_MARK.decode())
    # The output ends early at an entry that was removed in the meantime.
    return tuple(parse(name, text) for name, text in zip(names, texts[:-1], strict=False))


def mount(*, stays: bool = False) -> Mount:
    """The kernel's table, as a container sees it at `TABLE`; a container that stays has no process as its owner.

    An engine that dies forgets the volume, or the container that it belongs to: then `engine.leftovers` removes it.
    """
    return volumes.unnamed(TABLE, "binfmt_misc", {} if stays else leftovers.labels(_REPOSITORY))


def _names(archive: bytes) -> list[str]:
    """The names of the entries, in an archive of the table."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        names = sorted(member.name.rpartition("/")[2] for member in members if member.isfile())
    return [name for name in names if name not in _NO_HANDLERS][:_MOST_HANDLERS]


def _architecture(magic: str, mask: str) -> str:
    """The emulated architecture whose ELF header the bytes match; empty for none, or if they are too short."""
    try:
        bits, counted = bytes.fromhex(magic), bytes.fromhex(mask) or b"\xff" * HEADER
    except ValueError:
        return ""
    if len(bits) < HEADER or len(counted) < HEADER or not bits.startswith(MAGIC):
        return ""
    row = architectures.of_header(bits)
    return row.name if row and row.emulation else ""
