"""Time whole processes side by side: each round runs every command once, in turn, so that a drift of the machine's
speed meets them all alike. Figures are wall-clock times of the finished process.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    name: str
    words: Sequence[str]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Times:
    """The times of one command, in milliseconds."""

    least: float
    median: float
    most: float


def side_by_side(commands: Sequence[Command], rounds: int, *, at_once: int = 1, warm_up: int = 3) -> dict[str, Times]:
    """The times of each command by its name; of those that start at once, the common end is timed."""
    taken: dict[str, list[float]] = {command.name: [] for command in commands}
    for turn in range(warm_up + rounds):
        for command in commands:
            milliseconds = _time(command, at_once)
            if turn >= warm_up:
                taken[command.name].append(milliseconds)
    return {name: Times(min(each), statistics.median(each), max(each)) for name, each in taken.items()}


def _time(command: Command, at_once: int) -> float:
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            command.words, env=command.environment, cwd=os.sep, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        for _ in range(at_once)
    ]
    statuses = {process.wait() for process in running}
    taken = (time.perf_counter() - began) * 1000
    if statuses != {0}:
        raise RuntimeError(f"{command.name} ended with {statuses}")
    return taken
