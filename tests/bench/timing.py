"""Time whole processes side by side: each round runs every command once, in turn, so that a drift of the machine's
speed meets them all alike. Figures are wall-clock times of the finished process.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WARM_UP = 3


@dataclass(frozen=True)
class Command:
    """A command to be timed: what it is called in the table, its words, and its whole environment."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Times:
    """The times of one command, in milliseconds."""

    least: float
    median: float
    most: float


def side_by_side(
    commands: Sequence[Command], rounds: int, *, at_once: int = 1, warm_up: int = WARM_UP
) -> dict[str, Times]:
    """Run the commands in turn, and return the times of each by its name.

    Args:
        commands: what is run; each must end with status 0.
        rounds: how often each is counted.
        at_once: how many of the same command start together; their common end is timed.
        warm_up: how often each is run before that.

    Raises:
        RuntimeError: a command fails, so that its time means nothing.
    """
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
