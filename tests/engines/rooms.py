"""Which tests are run with which kinds of engine.

What depends on the engine's own words is run with every kind. What needs several minutes of the turn with the kernel's
handlers is run where people are, with the newest engine, and where engines differ most, in containerd's store.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from laboratory.engines import KINDS, Kind

EVERY = tuple(KINDS)
DIFFERENT = ("26.1-containerd", "28.5-containerd")

ROWS = "tests/engine/test_rows.py"
FACTS = "tests/engine/test_facts.py"


@dataclass(frozen=True)
class Room:
    """A file of tests.

    Attributes:
        file: its path in the repository.
        about: what its tests show, for the page.
        kinds: the names of the kinds of engine that it is run with.
    """

    file: str
    about: str
    kinds: Sequence[str] = EVERY


ROOMS = (
    Room(ROWS, "each row of the decision table"),
    Room(FACTS, "what engines do by themselves"),
    Room("tests/engine/test_registries.py", "look-ups in registries"),
    Room("tests/engine/test_clients.py", "programs that drive docker"),
    Room("tests/emulation/test_probe.py", "what the engine executes"),
)


def files(kind: Kind) -> list[str]:
    """The files that are run with a kind of engine."""
    return [room.file for room in ROOMS if kind.name in room.kinds]
