"""What a command has left behind: processes, containers, images, volumes, locks, temporary files, and unfinished ones.

What ends a moment later, such as a container that the engine removes, is waited for.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path

from tests.real.conftest import names
from tests.real.differential.states import States
from tests.real.faults.equipment import PACK_LABEL
from tests.real.faults.places import files

PATIENCE = 30  # seconds
INTERVAL = 0.1
UNFINISHED = ".anyarch-"  # how a file is called until it is complete
VARIABLE = "ANYARCH_TEST_FAULT"  # the trial's number, in the environment of all its processes


def left(states: States | None, trial: str, home: str, temporary: str) -> list[str]:
    """What is left of a trial, each in a line.

    Args:
        states: of the engine; None not to look there.
        trial: the value of `VARIABLE`.
        home: where there must be no unfinished file, and none that is locked.
        temporary: a folder in which there must be nothing.
    """
    limit = time.monotonic() + PATIENCE
    while True:
        found = [
            *_running(trial),
            *(_on_the_engine(states) if states else ()),
            *_unfinished(home),
            *(os.path.join(temporary, name) for name in os.listdir(temporary)),
        ]
        if not found or time.monotonic() > limit:
            return found
        time.sleep(INTERVAL)


def _running(trial: str) -> Iterable[str]:
    for number in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if f"{VARIABLE}={trial}" in Path(f"/proc/{number}/environ").read_text(errors="replace").split("\0"):
                yield "process: " + Path(f"/proc/{number}/cmdline").read_text(errors="replace").replace("\0", " ")


def _on_the_engine(states: States) -> Iterable[str]:
    for container in states.engine.containers(all=True):
        is_users = container["ImageID"] in states.known or container["Image"].startswith(f"{states.registry}/")
        if container["State"] == "running" or not is_users:
            yield f"container: {container['Image']} {container['State']} {container['Command']}"
    for image in states.engine.images(all=True):
        if not states.is_ours(image):
            yield f"image: {names(image) or image['Id']}"
    for volume in states.engine.volumes()["Volumes"] or ():
        if PACK_LABEL not in (volume["Labels"] or {}):
            yield f"volume: {volume['Name']}"


def _unfinished(home: str) -> Iterable[str]:
    held = Path("/proc/locks").read_text().split()
    for path in files(home):
        if os.path.basename(path).startswith(UNFINISHED):
            yield path
        with contextlib.suppress(FileNotFoundError):
            state = os.lstat(path)
            if f"{os.major(state.st_dev):02x}:{os.minor(state.st_dev):02x}:{state.st_ino}" in held:
                yield f"lock: {path}"
