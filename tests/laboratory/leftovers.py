"""What a private engine may leave behind when it ends badly: processes and mounts below its folder.

Both are recognised by the folder's path, which no other engine shares. Nothing is searched for by a program's name,
and a person who looks into the folder is not taken for a part of it.
"""

import contextlib
import itertools
import os
import select
import shutil
import signal
from pathlib import Path

from tests.laboratory import mounts

PATIENCE = 60  # seconds that a killed process may take to die


def remove(folder: str) -> None:
    """Kill the processes that belong to the folder, unmount what is mounted below it, and remove it.

    If a mount would not go, the folder stays: what lies behind the mount may not be ours to delete.
    """
    for process in processes(folder):
        kill(process)
    for point in mounts.below(folder):
        mounts.unmount(point)
    shutil.rmtree(folder)


def processes(folder: str) -> list[int]:
    """The shims, which outlive their containerd, each preceded by its children, the containers' processes."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        words = read(f"/proc/{name}/cmdline").split(b"\0")
        if (b"-address", os.fsencode(f"{folder}/containerd.sock")) in itertools.pairwise(words):
            children = read(f"/proc/{name}/task/{name}/children")
            found += [*map(int, children.split()), int(name)]
    return found


def kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError), open(os.pidfd_open(process), "rb", buffering=0) as handle:
        signal.pidfd_send_signal(handle.fileno(), signal.SIGKILL)
        select.select([handle], [], [], PATIENCE)


def read(path: str) -> bytes:
    """A file of /proc, empty if the process has gone meanwhile."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(path).read_bytes()
    return b""
