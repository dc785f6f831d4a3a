"""What is made of pytest's report on a machine."""

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
from tests.machines.report import FAILED, PASSED, SKIPPED, Seen
from tests.machines.rooms import ARM64, BRIEF, BRIEFLY, ROOMS, Room

CASES = {
    "test_fine": "",
    "test_wrong": "<failure/>",
    "test_broken": "<error/>",
    "test_silent": "<skipped/>",
}
CLASS = ARM64.removesuffix(".py").replace("/", ".")


def seen(tmp_path: Path, *names: str, status: int = 0) -> Seen:
    cases = "".join(f'<testcase classname="{CLASS}" name="{name}">{CASES[name]}</testcase>' for name in names)
    properties = '<properties><property name="Engine" value="26.1.5"/></properties>'
    (tmp_path / report.REPORT).write_text(f"<testsuites><testsuite>{properties}{cases}</testsuite></testsuites>")
    return read(tmp_path, status)


def read(folder: Path, status: int) -> Seen:
    machine = Machine(Image("disk", "kernel", "initial"), "a64fx", 1)
    return report.read(machine, "4k", str(folder), status, 60)


def test_each_outcome_is_counted(tmp_path: Path) -> None:
    found = seen(tmp_path, *CASES, status=1)
    assert [found.count(outcome) for outcome in (PASSED, FAILED, SKIPPED)] == [1, 2, 1]
    assert found.count(FAILED, ARM64) == 2
    assert found.count(FAILED, "tests/other.py") == 0
    assert found.versions == {"Engine": "26.1.5"}


@pytest.mark.parametrize(
    ("names", "status", "fine"),
    [(["test_fine", "test_silent"], 0, True), (["test_silent"], 0, False), (["test_fine"], 2, False), ([], 5, False)],
)
def test_a_run_is_fine_if_tests_have_passed_and_none_has_failed(
    tmp_path: Path, names: list[str], status: int, *, fine: bool
) -> None:
    assert seen(tmp_path, *names, status=status).is_fine is fine


def test_a_test_whose_fixtures_fail_after_it_has_passed_has_failed(tmp_path: Path) -> None:
    cases = f'<testcase classname="{CLASS}" name="t"/><testcase classname="{CLASS}" name="t"><error/></testcase>'
    (tmp_path / report.REPORT).write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    assert read(tmp_path, 1).outcomes == {f"{ARM64}::t": FAILED}


def test_what_the_bench_prints_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench_report.budgets(
        [
            Budget("pass-through, PATH shim", "+9.31 ms", "+1.3 ms", is_kept=False),
            Budget("the first such run", "1.801 times", "1.7 times", is_kept=False),
        ]
    )
    times = {way: Times(100 * each, 0, 0) for way, each in (("native", 1), ("handler", 2), ("private", 4))}
    bench_report.table(f"{emulation.TITLE}, amd64: 20 starts", times, "native")
    (tmp_path / report.BENCH).write_text(capsys.readouterr().out)
    found = seen(tmp_path, *CASES)
    assert found.ratios == {"the first such run": "1.801 times"}
    assert found.costs == {"amd64: 20 starts, handler": "2.000 times", "amd64: 20 starts, private": "4.000 times"}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.file)
def test_each_test_of_a_room_exists(room: Room) -> None:
    assert all(map(exists, room.words(whole=False)))
    assert room.words(whole=True) == [room.file]


def test_each_test_of_the_few_is_one_of_a_room_for_their_cpu() -> None:
    assert all(map(exists, BRIEF))
    for test in BRIEF:
        [room] = [room for room in ROOMS if test.startswith(f"{room.file}::")]
        assert BRIEFLY in room.cpus
        assert not room.tests or test in room.words(whole=False)


def exists(test: str) -> bool:
    """Whether a file of tests has one, whatever its parameters."""
    file, _, name = test.partition("::")
    return f"def {name.partition('[')[0]}(" in Path(REPOSITORY, file).read_text(encoding="utf-8") if name else True
