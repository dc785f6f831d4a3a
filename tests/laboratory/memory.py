"""The folder for what engines keep: in memory, where the machine has enough of it.

With the driver vfs, Docker copies an image for every container, and on ext4 a fifth of the processors' time went into
looking for inodes that had not just been deleted. Nothing is mounted: on Linux, /dev/shm is there for this. Whoever
sets TMPDIR has chosen another folder.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping

FOLDER = "/dev/shm"  # noqa: S108 - other folders are made in it, by random names
ENOUGH = 8 << 30  # bytes; the engines of six workers have taken one


def folder(environment: Mapping[str, str]) -> str:
    """The folder in memory, or else the one for temporary files."""
    is_usual = not environment.get("TMPDIR")
    return FOLDER if is_usual and min(_room(), _available()) >= ENOUGH else tempfile.gettempdir()


def _room() -> int:
    return shutil.disk_usage(FOLDER).free if os.access(FOLDER, os.W_OK) else 0


def _available() -> int:
    """How many bytes the kernel can give programs without swapping (proc_meminfo(5)); 0 where that is not Linux."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            lines = dict(line.split(":", 1) for line in file)
    except OSError:
        return 0
    return int(lines.get("MemAvailable", "0 kB").split()[0]) << 10
