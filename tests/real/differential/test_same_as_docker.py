"""What works with docker alone works the same behind the shim: from the same state, in every case.

No test says how a command must end: plain docker does.
"""

from collections.abc import Callable
from functools import partial

import pytest

from tests.real.differential.cases import COMMANDS, REGISTERED, Case
from tests.real.differential.comparison import differences
from tests.real.differential.sides import Sides
from tests.real.differential.states import States

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("case_handlers")]

LYING = {"mislabelled", "mislabelled-rev"}  # single images, whose label is all that can be known before they are local


def test_a_command_ends_as_with_plain_docker(
    case: Case, states: States, sides: Sides, telling: Callable[[list[str]], str]
) -> None:
    is_built = case.state.startswith("built")
    built = states.prepare(case.image, case.state).names if is_built else None
    plain = sides.plain(case)
    is_pulled = case.state == "absent" or (is_built and "--platform" in case.command)
    may_warn = case.image in LYING and is_pulled
    compare = partial(differences, success=COMMANDS[case.command].status, built=built, may_warn=may_warn)
    for ending in sides.shim(case):
        # On a busy machine, docker itself loses the output of a short command once in some thousands.
        found = compare(plain, ending) and compare(sides.plain(case, again=True), ending)
        if found:
            pytest.fail(telling(found), pytrace=False)


@pytest.mark.parametrize(
    "case",
    [
        Case(REGISTERED, has_pack=False, image="multi", state="native", command=command, is_warm=False)
        for command in COMMANDS
    ],
    ids=str,
)
def test_each_command_succeeds_with_plain_docker_where_nothing_is_in_its_way(case: Case, sides: Sides) -> None:
    assert sides.plain(case).status == COMMANDS[case.command].status
