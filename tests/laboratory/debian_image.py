"""A small Debian of any architecture as an image: busybox beside a shell that is linked with glibc, and a few files.

busybox is static and does the work; `bash` needs the loader and the libraries of its architecture.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.laboratory.architectures import ARCHITECTURES
from tests.laboratory.collection import VARIANTS
from tests.laboratory.debian import unpack
from tests.laboratory.images import DOCKER, Image, Platform, image, layer
from tests.laboratory.programs import busybox

APPLETS = "cat echo env false id ls mkdir ps pwd rm sh sleep stat true tr uname wc".split()
PACKAGES = ("bash", "libc6", "libtinfo6")
FOLDERS = ("bin", "lib", "lib64", "usr/bin", "usr/lib", "usr/lib64")  # since Debian 13, only those in usr
SCRIPT = b'#!/bin/sh\necho "$0" "$@"\n'
KEPT = b"kept\n"


def debian_image(architecture: str, cache: str, settings: Mapping[str, Any] | None = None) -> Image:
    files: dict[str, tuple[bytes, int]] = {
        "bin/script": (SCRIPT, 0o755),
        "plain": (SCRIPT, 0o644),
        "tmp/kept": (KEPT, 0o644),
        "bin/busybox": (Path(busybox(architecture, cache)).read_bytes(), 0o755),
    }
    links = {f"bin/{applet}": "busybox" for applet in APPLETS}
    for package in PACKAGES:
        collect(unpack(package, ARCHITECTURES[architecture].debian, cache), files, links)
    platform = Platform(architecture, VARIANTS.get(architecture, ""))
    return image(platform, [layer(files, links, DOCKER)], ["/bin/uname", "-m"], DOCKER, settings)


def collect(root: str, files: dict[str, tuple[bytes, int]], links: dict[str, str]) -> None:
    """Add what an unpacked package has in `FOLDERS`, as if all were at the top."""
    for folder in FOLDERS:
        for parent, folders, names in os.walk(os.path.join(root, folder)):
            for path in (os.path.join(parent, name) for name in (*folders, *names)):
                place = os.path.relpath(path, root).removeprefix("usr/")
                if os.path.islink(path):
                    links[place] = os.readlink(path)
                elif os.path.isfile(path):
                    files[place] = (Path(path).read_bytes(), os.stat(path).st_mode & 0o777)
