"""All tests that are run on machines exist."""

from pathlib import Path

from tests.laboratory.debian import REPOSITORY
from tests.machines.rooms import BRIEF, BRIEFLY, ROOMS


def test_each_test_of_a_room_exists_and_the_few_are_in_rooms_for_their_cpu() -> None:
    for test in (*BRIEF, *(word for room in ROOMS for word in (room.file, *room.words(whole=False)))):
        file, _, name = test.partition("::")
        text = Path(REPOSITORY, file).read_text(encoding="utf-8")
        assert not name or f"def {name.partition('[')[0]}(" in text, test
    for test in BRIEF:
        [room] = [room for room in ROOMS if test.startswith(f"{room.file}::")]
        assert BRIEFLY in room.cpus
