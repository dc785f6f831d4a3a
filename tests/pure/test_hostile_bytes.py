"""What reads bytes from outside keeps its promises for any bytes; minutes and hours of this: `make fuzz`."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from tests.fuzz import trying
from tests.fuzz.targets import DEPTH, MEMORY, SECONDS, TARGETS, Target
from tests.laboratory import examples

INPUTS = 80  # for each target, where all are tried; a tenth of it elsewhere
SHORT = 1 << 13  # bytes


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_once_is_not_found_again(name: str) -> None:
    for data in trying.known(name):
        trying.attempt(TARGETS[name], data)


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_are_read_or_refused_in_time(name: str) -> None:
    @settings(max_examples=examples.number(INPUTS))
    @given(trying.inputs(TARGETS[name], SHORT))
    def check(data: bytes) -> None:
        trying.attempt(TARGETS[name], data)

    check()


def _nested(depth: int) -> int:
    return 1 + _nested(depth - 1) if depth else 0


@pytest.mark.parametrize(
    ("read", "error", "said"),
    [
        (lambda _: _nested(DEPTH + 1), RecursionError, "recursion"),
        (lambda _: bytes(MEMORY + 1), AssertionError, "1 bytes took 32 MB"),
        (lambda _: sum(range(3_000_000)), AssertionError, "1 bytes took"),
    ],
)
def test_what_takes_too_much_is_found(
    read: Callable[[bytes], object], error: type[Exception], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "SECONDS", 0.01 if said.endswith("took") else SECONDS)
    with pytest.raises(error, match=said):
        trying.attempt(Target(read, (), ()), b"x")


def test_each_folder_of_the_corpus_belongs_to_a_target() -> None:
    above = trying.corpus("x").parent
    assert {path.name for path in above.iterdir()} <= {trying.corpus(name).name for name in TARGETS}
