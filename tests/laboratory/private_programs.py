"""What a private emulator pack is made of, from Debian's packages, without installing them on the machine.

Installing qemu-user-static would register kernel handlers, which is just what these tests must not have.
"""

import os
import shutil

from tests.laboratory.debian import alone, unpack

PACKAGES = ("busybox-static", "libc6", "libtalloc2", "proot", "qemu-user-static", "tini")


def folder(cache: str) -> str:
    """Return a folder in which the packages are spread together, for the machine's own architecture."""
    sources = [unpack(package, None, cache) for package in PACKAGES]
    together = os.path.join(cache, "private-programs")
    with alone(cache):
        if not os.path.isdir(together):
            unfinished = f"{together}.{os.getpid()}"
            for source in sources:
                # Links, as QEMU for all architectures is too much to have twice.
                shutil.copytree(source, unfinished, symlinks=True, copy_function=os.link, dirs_exist_ok=True)
            os.rename(unfinished, together)
    return together
