"""Which tests a worker runs one after the other, and in which order, where several run at once (pytest-xdist).

What a worker takes at a time is a row. With real engines it is a file, as a worker has one engine and one registry for
all its tests, but a module's fixtures once for each row; elsewhere it is a test with its parameters. Tests that share
their turn with the kernel's handlers (`tests.laboratory.handlers`) come after the others, first those that need
handlers and then those that need none, so that they seldom wait for each other. The differential test, which has more
tests than any file, is two rows for each set of handlers: with a pack on the engine, and without one. The test of
faults is a row for each command. Files whose tests have a turn alone could only wait for each other: they are one row,
which begins first.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.laboratory import handlers

ALONE = re.compile(
    r"tests/real/(diagnosis/test_causes_of_emulation|emulators/handlers/test_handlers|laboratory/test_handlers)\.py::"
)
COMMAND = re.compile(r"tests/real/faults/test_faults\.py::\w+\[([^,\]]+)")
TURN = re.compile(r"\[((registered|inside|absent)\b(?:, (?:no )?pack\b)?)")
TURNS = ("registered", "inside")  # before those that need no handler
TIERS = ("tests/real/", "tests/cli/", "tests/pure/")


class Rows(LoadScopeScheduling):  # type: ignore[misc] # it ships no types
    def _split_scope(self, nodeid: str) -> str:
        return row(nodeid)


def row(test: str) -> str:
    """The name of the row that a test belongs to, by pytest's name for the test."""
    if ALONE.match(test):
        return f"{TIERS[0]} alone"
    if not test.startswith(TIERS[0]):
        return test.partition("[")[0]
    part = TURN.search(test) or COMMAND.match(test)
    return f"{test.partition('::')[0]} {part[1] if part else ''}"


def ordered(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """Tests in the order in which workers take them: those of a row together, and long rows first."""
    sizes = Counter(row(item.nodeid) for item in items)
    turns: defaultdict[str, int] = defaultdict(int)
    for item in items:
        turns[row(item.nodeid)] |= _turn(item)

    def rank(item: pytest.Item) -> tuple[int, bool, int, int, str]:
        name = row(item.nodeid)
        tier = next((number for number, tier in enumerate(TIERS) if name.startswith(tier)), len(TIERS))
        return turns[name], not name.endswith("alone"), tier, -sizes[name], name

    return sorted(items, key=rank)


def _turn(item: pytest.Item) -> int:
    """When its turn with the kernel's handlers is to come: 0 where it shares none, with handlers before without."""
    names = getattr(item, "fixturenames", ())
    if "handlers_turn" in names or not handlers.FIXTURES & set(names):
        return 0
    turn = TURN.search(item.name)
    return TURNS.index(turn[2]) + 1 if turn and turn[2] in TURNS else len(TURNS) + 1
