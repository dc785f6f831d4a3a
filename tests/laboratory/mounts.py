"""Mounting and unmounting by the machine's own programs.

They run in a session of their own, because ^C on the terminal would otherwise end them halfway, and with them the
clearing away. It mounts no disks and changes no table of file systems.
"""

import subprocess
from collections.abc import Sequence

from tests.laboratory.programs import find
from tests.laboratory.unavailable import Unavailable


def mount(kind: str, point: str, *options: str) -> None:
    run([find("mount"), "-t", kind, *options, kind, point])


def unmount(point: str, *options: str) -> None:
    run([find("umount"), *options, point])


def below(folder: str) -> list[str]:
    """Return the mount points in a folder, the innermost first."""
    with open("/proc/self/mountinfo", encoding="utf-8") as table:
        points = [line.split()[4] for line in table]
    return sorted((point for point in points if point.startswith(f"{folder}/")), reverse=True)


def run(words: Sequence[str]) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True, start_new_session=True)
    if done.returncode != 0:
        raise Unavailable(f"{' '.join(words)} failed ({done.stderr.strip()}): run this as root, outside of containers")
