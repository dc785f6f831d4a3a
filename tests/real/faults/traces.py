"""What a command has left behind: processes, containers, images, volumes, temporary files, and unfinished ones.

What ends a moment later, such as a container that the engine removes, is waited for.
"""

import json
import os
import time
from collections.abc import Iterable

from tests.real.conftest import names
from tests.real.differential.states import States
from tests.real.faults.equipment import PACK_LABEL

PATIENCE = 30  # seconds
INTERVAL = 0.1
UNFINISHED = ".anyarch-"  # how a file is called until it is complete
VARIABLE = "ANYARCH_TEST_FAULT"  # the trial's number, in the environment of all its processes


def left(states: States | None, trial: str, folders: Iterable[str], temporary: str) -> list[str]:
    """What is left of a trial, each in a line.

    Args:
        states: of the engine; None not to look there.
        trial: the value of `VARIABLE`.
        folders: where there must be no unfinished files.
        temporary: a folder in which there must be nothing.
    """
    limit = time.monotonic() + PATIENCE
    while True:
        found = [
            *_running(trial),
            *(_on_the_engine(states) if states else ()),
            *(os.path.join(folder, name) for folder in folders for name in _unfinished(folder)),
            *(os.path.join(temporary, name) for name in os.listdir(temporary)),
        ]
        if not found or time.monotonic() > limit:
            return found
        time.sleep(INTERVAL)


def _running(trial: str) -> Iterable[str]:
    wanted = f"{VARIABLE}={trial}".encode()
    for number in filter(str.isdigit, os.listdir("/proc")):
        if wanted in _read(f"/proc/{number}/environ").split(b"\0"):
            yield "process: " + _read(f"/proc/{number}/cmdline").replace(b"\0", b" ").decode("utf-8", "replace")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _on_the_engine(states: States) -> Iterable[str]:
    for container in json.loads(states.ask("GET", "/containers/json?all=1")):
        is_users = container["ImageID"] in states.known or container["Image"].startswith(f"{states.registry}/")
        if container["State"] == "running" or not is_users:
            yield f"container: {container['Image']} {container['State']} {container['Command']}"
    for image in json.loads(states.ask("GET", "/images/json?all=1")):
        if not states.is_ours(image):
            yield f"image: {names(image) or image['Id']}"
    for volume in json.loads(states.ask("GET", "/volumes"))["Volumes"] or ():
        if PACK_LABEL not in (volume["Labels"] or {}):
            yield f"volume: {volume['Name']}"


def _unfinished(folder: str) -> Iterable[str]:
    return (name for _, _, files in os.walk(folder) for name in files if name.startswith(UNFINISHED))
