"""What a pack contains, and which packages it comes from.

====================  =============================================================================================
in the pack           what it is
====================  =============================================================================================
tini                  the container's init: forwards signals to the process group, and reaps; static
busybox               the shell and `env` for the two scripts; static
start, supervise      anyarch's scripts (shell/pack)
proot                 PRoot, which starts foreign programs through QEMU; with `ld.so` and `lib/` unless static
loader                the loader inside PRoot, which it would otherwise write to /tmp
qemu-ARCHITECTURE     QEMU's user-mode emulators, by the Go name of what they emulate; static
no-acceleration       if it exists, PRoot does without its seccomp filter, with which it fails on some machines
complete              empty; it is written last
host-rootfs           a link to the pack itself: PRoot looks for native programs at /host-rootfs/host-rootfs
====================  =============================================================================================

What must be static is started where the image's libraries are foreign.
"""

from typing import NamedTuple

from anyarch.oci import architectures
from anyarch.oci.architectures import EMULATED

SCRIPTS = ("start", "supervise")
NO_ACCELERATION = "no-acceleration"
COMPLETE = "complete"
LINKS = {"host-rootfs": "."}
FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/libexec", "/")
LARGEST_LIBRARY_COUNT = 64
MOVED = {  # Debian's packages whose static programs are in others by now
    "qemu-user-static": "Since Debian 13, qemu-user has what qemu-user-static had.",
    "tini": "In Debian unstable, the static tini is in tini-static.",
}


class Part(NamedTuple):
    """One program of a pack.

    Attributes:
        name: its name in the pack.
        candidates: the names that it may have where it comes from.
        debian: the package in Debian and Ubuntu.
        fedora: the package in Fedora.
        is_static: whether it must be static.
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
    """The folders of the engine's libraries, in the order in which a loader searches them."""
    triplet = architectures.named(host).triplet
    multiarch = (f"/usr/lib/{triplet}", f"/lib/{triplet}") if triplet else ()
    return (*multiarch, "/usr/lib64", "/lib64", "/usr/lib", "/lib", "/usr/local/lib", "/")
