"""The images that the clients run: a small Debian for one platform, whose shell is bash.

busybox, which does the rest, starts itself for its own programs where it is the shell, and an emulator that is not in
the container keeps it from that.
"""

import subprocess

from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.debian import unpack
from tests.laboratory.debian_image import PACKAGES, collect
from tests.laboratory.images import DOCKER, Entry, Index, Platform, image, index, layer
from tests.laboratory.programs import busybox

COMMAND = ("/bin/uname", "-m")
# busybox's own starts programs as its shell does.
ENV = b"""#!/bin/bash
while [[ $1 == *=* ]]; do export "$1"; shift; done
exec "$@"
"""
TEXTS = {"etc/passwd": b"root:x:0:0:root:/root:/bin/sh\n", "etc/group": b"root:x:0:\n"}


def only(architecture: str, cache: str) -> Index:
    """An index with an image for one architecture (by its OCI name) and for no other."""
    listed = subprocess.run([busybox(native().name, cache), "--list"], capture_output=True, text=True, check=True)
    files = {path: (text, 0o644) for path, text in TEXTS.items()}
    links = {f"bin/{applet}": "busybox" for applet in listed.stdout.split()} | {"bin/sh": "bash"}
    with open(busybox(architecture, cache), "rb") as program:
        files["bin/busybox"] = (program.read(), 0o755)
    for package in PACKAGES:
        collect(unpack(package, ARCHITECTURES[architecture].debian, cache), files, links)
    files["bin/env"] = (ENV, 0o755)
    for path in files.keys() & links.keys():
        del links[path]
    platform = Platform(architecture)
    return index([Entry(image(platform, [layer(files, links, DOCKER)], COMMAND, DOCKER), platform)], DOCKER)
