"""Kernel handlers that run foreign programs through QEMU, for as long as a test needs them.

A handler is the kernel's, so it holds for the whole machine and all its containers while it is registered. It is made
with the flag F: the kernel opens the interpreter at once, and containers need not contain it. Handlers which the
machine already has are left alone; see `executes`. Tests that need a handler, or need that there is none, take a
`turn`, so that the processes that test on one machine do not surprise each other. Those that need the same share it
(`shared`); all others have it alone. What a turn finds of the laboratory's own, and is not wanted, was left by a run
that was killed, and is thrown away. What anyarch has registered out of a pack for such a run cannot be told from what
it has registered for the machine's owner, and stays.
"""

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator, Mapping

from tests.laboratory import mounts, turns
from tests.laboratory.architectures import ARCHITECTURES, Architecture
from tests.laboratory.interrupts import held
from tests.laboratory.unavailable import Unavailable

FOLDER = "/proc/sys/fs/binfmt_misc"
TURN = "/run/lock/anyarch-lab-handlers"
PREFIX = "anyarch-lab-"
PLACE = "/anyarch-lab/"  # where the laboratory's own installer has its interpreters, in its image
EXECUTABLE = 2  # ELF's ET_EXEC; a mask without the lowest bit lets ET_DYN, 3, pass as well

FIXTURES = {"case_handlers", "emulation", "handlers_turn", "no_handlers"}  # of tests that need a turn
MOUNTED = "mounted"  # what the turn's file says while the kernel's table is mounted by `shared`

_turns: list[str] = []  # the turns that this process has alone


def executes(program: str) -> bool:
    """Say whether this machine can run a busybox, native or foreign, given by its path."""
    try:
        return subprocess.run([program, "true"], check=False, stdin=subprocess.DEVNULL).returncode == 0
    except OSError as error:
        # A handler whose interpreter is missing answers as if the program itself were.
        if error.errno == errno.ENOEXEC or (error.errno == errno.ENOENT and os.path.exists(program)):
            return False
        raise


@contextlib.contextmanager
def handler(architecture: str, interpreter: str, flags: str = "F") -> Iterator[str]:
    """Let the kernel run programs of an architecture through an interpreter during the block, inside of a `turn`.

    It gives the handler's name, `anyarch-lab-ARCHITECTURE`. Without the flag F, each container needs the interpreter.
    """
    if not _turns:
        raise RuntimeError("whoever registers a handler takes a turn() first")
    name = f"{PREFIX}{architecture}"
    undo = contextlib.ExitStack()
    try:
        with held():
            undo.enter_context(mounted())
            register(name, rule(ARCHITECTURES[architecture]), interpreter, flags)
            undo.callback(write, os.path.join(FOLDER, name), b"-1")
        yield name
    finally:
        with held():
            undo.close()


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Wait until nobody else has a turn, and have it alone during the block; there is no handler at its beginning."""
    with turns.alone(TURN):
        throw_away()
        _turns.append(TURN)
        try:
            yield
        finally:
            _turns.remove(TURN)


@contextlib.contextmanager
def shared(interpreters: Mapping[str, str], flags: str = "F") -> Iterator[None]:
    """Have a turn during the block, together with all that need the same handlers, and have these and no others.

    The interpreters are paths of emulators by the OCI names of their architectures; none for no handler.
    """
    kind = "" if flags == "F" else f"-flags-{flags or 'none'}"
    names = {architecture: f"{PREFIX}{architecture}{kind}" for architecture in interpreters}

    def arrange() -> None:
        throw_away()
        if interpreters and not os.path.exists(os.path.join(FOLDER, "register")):
            with held(), open(TURN, "w", encoding="utf-8") as note:
                mounts.mount("binfmt_misc", FOLDER)
                note.write(MOUNTED)
        for architecture, interpreter in interpreters.items():
            register(names[architecture], rule(ARCHITECTURES[architecture]), interpreter, flags)

    with turns.together(TURN, lambda: set(ours()) == {*names.values()}, arrange, throw_away):
        yield


def throw_away() -> None:
    """Take the laboratory's handlers out of the kernel, while nobody else has a turn.

    The table of handlers is unmounted if `shared` has mounted it.
    """
    with held():
        for entry in ours():
            write(os.path.join(FOLDER, entry), b"-1")
        with open(TURN, "r+", encoding="utf-8") as note:
            if note.read() == MOUNTED:
                mounts.unmount(FOLDER, "--lazy")
                note.truncate(0)


def ours() -> list[str]:
    """The laboratory's handlers in the kernel's table, also those that its installer has registered."""
    entries = set(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else set()
    found = []
    for entry in sorted(entries - {"register", "status"}):
        with open(os.path.join(FOLDER, entry), encoding="utf-8", errors="replace") as file:
            if entry.startswith(PREFIX) or f"\ninterpreter {PLACE}" in file.read():
                found.append(entry)
    return found


def register(name: str, pattern: str, interpreter: str, flags: str = "F") -> None:
    try:
        line = f":{name}:M::{pattern}:{os.path.realpath(interpreter)}:{flags}"
        write(os.path.join(FOLDER, "register"), line.encode())
    except FileExistsError:
        entry = os.path.join(FOLDER, name)
        raise Unavailable(f"the handler {name} is in use by another run; if there is none: echo -1 > {entry}") from None
    except OSError as error:
        raise Unavailable(
            f"the kernel refuses the handler {name} ({error}): run this as root on the machine"
        ) from error


def rule(architecture: Architecture) -> str:
    r"""Return "MAGIC:MASK" for the first 20 bytes of the architecture's ELF files, every byte written as \xNN."""
    order = architecture.endian
    fields = (  # each with the bits of it that count
        (b"\x7fELF", b"\xff" * 4),
        (bytes([architecture.bits // 32]), b"\xff"),  # EI_CLASS
        (bytes([1 if order == "little" else 2]), b"\xff"),  # EI_DATA
        (b"\x01", b"\xff"),  # EI_VERSION
        (b"\x00", b"\x00"),  # EI_OSABI: toolchains write 0 or 3 for Linux
        (bytes(8), b"\xff" * 8),  # EI_ABIVERSION and padding
        (EXECUTABLE.to_bytes(2, order), (0xFFFE).to_bytes(2, order)),  # e_type
        (architecture.machine.to_bytes(2, order), b"\xff\xff"),  # e_machine
    )
    magic = b"".join(value for value, _ in fields)
    mask = b"".join(bits for _, bits in fields)
    return ":".join("".join(f"\\x{byte:02x}" for byte in part) for part in (magic, mask))


@contextlib.contextmanager
def mounted() -> Iterator[None]:
    """Have the kernel's table of handlers in its place during the block, mounting it only if it is not there."""
    if os.path.exists(os.path.join(FOLDER, "register")):
        yield
        return
    mounts.mount("binfmt_misc", FOLDER)
    try:
        yield
    finally:
        # Another run may be looking into it just now, so the unmounting may come into effect a little later.
        mounts.unmount(FOLDER, "--lazy")


def write(path: str, content: bytes) -> None:
    """Write to a file of the kernel's in one piece."""
    file = os.open(path, os.O_WRONLY)
    try:
        os.write(file, content)
    finally:
        os.close(file)
