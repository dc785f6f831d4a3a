"""What a pack is made of, and in which packages that is found.

====================  =============================================================================================
in the pack           what it is
====================  =============================================================================================
tini                  the container's init: it hands signals to the whole process group, and reaps; static
busybox               the shell and `env` for the two scripts; static
start, supervise      anyarch's scripts (shell/pack)
proot                 PRoot, which starts foreign programs through QEMU; with `ld.so` and `lib/` if it is not static
loader                the loader that PRoot carries in itself, and would otherwise write to /tmp
qemu-ARCHITECTURE     QEMU's user-mode emulators, by Go's names for what they emulate; static
host-rootfs           a link to the pack itself: PRoot looks for native programs at /host-rootfs/host-rootfs
====================  =============================================================================================

What is static must be, as it is started where the image's libraries are foreign.
"""

from typing import NamedTuple

from anyarch.oci import architectures
from anyarch.oci.architectures import EMULATED

SCRIPTS = ("start", "supervise")
LINKS = {"host-rootfs": "."}
FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/libexec", "/")
LARGEST_LIBRARY_COUNT = 64


class Part(NamedTuple):
    """One program of a pack.

    Attributes:
        name: what it is called in the pack.
        candidates: what it may be called where it comes from.
        debian: the package in Debian and Ubuntu.
        fedora: the package in Fedora.
        is_static: whether it must be.
    """

    name: str
    candidates: tuple[str, ...]
    debian: str
    fedora: str
    is_static: bool = True


TOOLS = (
    Part("tini", ("tini-static", "tini"), "tini", "tini-static"),
    Part("busybox", ("busybox", "busybox.static"), "busybox-static", "busybox"),
    Part("proot", ("proot",), "proot", "proot", is_static=False),
)


def emulator(architecture: str) -> Part:
    """The emulator of an architecture by its Go name, one of `architectures.EMULATED`."""
    row = EMULATED[architecture]
    return Part(
        f"qemu-{architecture}",
        (f"qemu-{row.qemu}-static", f"qemu-{row.qemu}"),
        "qemu-user-static",
        f"qemu-user-static-{row.fedora}",
    )


def library_folders(host: str) -> tuple[str, ...]:
    """Where the libraries of the engine's architecture are, in the order of a loader."""
    triplet = architectures.named(host).triplet
    multiarch = (f"/usr/lib/{triplet}", f"/lib/{triplet}") if triplet else ()
    return (*multiarch, "/usr/lib64", "/lib64", "/usr/lib", "/lib", "/usr/local/lib", "/")
