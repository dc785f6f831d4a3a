"""What reads bytes from outside keeps its promises for any bytes; minutes and hours of this: `make fuzz`."""

import pytest
from hypothesis import given, settings

from tests.fuzz import trying
from tests.fuzz.targets import TARGETS
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


def test_each_folder_of_the_corpus_belongs_to_a_target() -> None:
    above = trying.corpus("x").parent
    assert {path.name for path in above.iterdir()} <= {trying.corpus(name).name for name in TARGETS}
