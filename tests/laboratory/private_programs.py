"""What a private emulator pack is made of, from Debian's packages, without installing them on the machine.

Installing the package of QEMU would register kernel handlers, which is just what these tests must not have.
"""

import os
import shutil

from tests.laboratory.architectures import native
from tests.laboratory.debian import alone, unpack
from tests.laboratory.programs import emulators

PACKAGES = ("busybox-static", "libc6", "libtalloc2", "tini")
PROOT_SUITES = {"arm64": "sid"}  # the first whose PRoot works on that CPU, where the machine's own does not


def folder(cache: str) -> str:
    """Return a folder in which the packages are spread together, for the machine's own architecture."""
    sources = [unpack(package, None, cache) for package in PACKAGES]
    sources += [emulators(cache), unpack("proot", None, cache, PROOT_SUITES.get(native().name))]
    together = os.path.join(cache, "private-programs")
    with alone(cache):
        if not os.path.isdir(together):
            unfinished = f"{together}.{os.getpid()}"
            for source in sources:
                # Links, as QEMU for all architectures is too much to have twice.
                shutil.copytree(source, unfinished, symlinks=True, copy_function=os.link, dirs_exist_ok=True)
            os.rename(unfinished, together)
    return together
