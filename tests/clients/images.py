"""The images that the clients run: a small Debian for one platform, whose shell is bash.

busybox, which does the rest, starts itself for its own programs where it is the shell, and an emulator that is not in
the container keeps it from that.
"""

import subprocess

from tests.laboratory.architectures import native
from tests.laboratory.debian_image import debian_image
from tests.laboratory.images import DOCKER, Entry, Index, Platform, image, index, layer
from tests.laboratory.programs import busybox

# busybox's own starts programs as its shell does.
ENV = b"""#!/bin/bash
while [[ $1 == *=* ]]; do export "$1"; shift; done
exec "$@"
"""
FILES = {
    "bin/env": (ENV, 0o755),
    "etc/passwd": (b"root:x:0:0:root:/root:/bin/sh\n", 0o644),
    "etc/group": (b"root:x:0:\n", 0o644),
}


def only(architecture: str, cache: str) -> Index:
    """An index with an image for one architecture (by its OCI name) and for no other."""
    listed = subprocess.run([busybox(native().name, cache), "--list"], capture_output=True, text=True, check=True)
    applets = set(listed.stdout.split()) - {"busybox", "env"}
    links = {f"bin/{applet}": "busybox" for applet in applets} | {"bin/sh": "bash"}
    layers = [*debian_image(architecture, cache).layers, layer(FILES, links, DOCKER)]
    platform = Platform(architecture)
    return index([Entry(image(platform, layers, ["/bin/uname", "-m"], DOCKER), platform)], DOCKER)
