"""What the bench prints on a machine is read, and all tests for machines exist."""

from pathlib import Path

import pytest

from tests.bench import emulation
from tests.bench import report as bench_report
from tests.bench.report import Budget
from tests.bench.timing import Times
from tests.laboratory.debian import REPOSITORY
from tests.machines import report
from tests.machines.images import Image
from tests.machines.machine import Machine
from tests.machines.rooms import BRIEF, BRIEFLY, ROOMS


def test_what_the_bench_prints_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench_report.budgets([Budget("the first such run", "1.801 times", "1.7 times", is_kept=False)])
    times = {way: Times(100 * each, 0, 0) for way, each in (("native", 1), ("handler", 2), ("private", 4))}
    bench_report.table(f"{emulation.TITLE}, amd64: 20 starts", times, "native")
    (tmp_path / report.BENCH).write_text(capsys.readouterr().out)
    found = report.read(Machine(Image("disk", "kernel", "initial"), "a64fx", 1), "4k", str(tmp_path), 5, 60)
    assert found.ratios == {"the first such run": "1.801 times"}
    assert found.costs == {"amd64: 20 starts, handler": "2.000 times", "amd64: 20 starts, private": "4.000 times"}


def test_each_test_of_a_room_exists_and_the_few_are_in_rooms_for_their_cpu() -> None:
    words = [test for room in ROOMS for test in (*room.words(whole=False), *room.words(whole=True))]
    assert {test for test in (*words, *BRIEF) if not exists(test)} == set()
    for test in BRIEF:
        [room] = [room for room in ROOMS if test.startswith(f"{room.file}::")]
        assert BRIEFLY in room.cpus


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    text = Path(REPOSITORY, file).read_text(encoding="utf-8")
    return not name or f"def {name.partition('[')[0]}(" in text
