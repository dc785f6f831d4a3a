"""What counts as a wrong end after a fault; and that each case can be named, drawn and repeated."""

import pytest

from tests.laboratory.person import Outcome
from tests.real.faults import cases, running, verdict
from tests.real.faults.cases import ENGINE, FILE, GONE, GROUP, LAUNCHER, PLACE, PYTHON, Fault
from tests.real.faults.verdict import Endings

RAN = Outcome(0, "x86_64\n", "")
FAILED = Outcome(125, "", "docker: no matching manifest.\n")
EMULATED = Outcome(0, "aarch64\n", "")
REFUSED = Outcome(2, "", "anyarch: the settings are a directory.\n")
INSIDE = Outcome(-2, "", f"Traceback\n  File {verdict.PACKAGE}/cli\n")
KILLED = Fault(PYTHON, "KILL")


@pytest.mark.parametrize(
    ("found", "endings", "fault", "is_own", "number"),
    [
        (RAN, Endings(RAN, RAN), KILLED, False, 0),
        (FAILED, Endings(FAILED, EMULATED), KILLED, False, 0),
        (EMULATED, Endings(FAILED, EMULATED), KILLED, False, 0),
        (Outcome(0, "armv7l\n", ""), Endings(FAILED, EMULATED), KILLED, False, 1),
        (Outcome(1, "", "exec format error\n"), Endings(FAILED, EMULATED), KILLED, False, 1),
        (Outcome(1, "", "exec format error\n"), Endings(FAILED, EMULATED, Outcome(1, "", "")), KILLED, False, 0),
        (Outcome(137, "", ""), Endings(RAN, RAN), KILLED, False, 1),
        (Outcome(-9, "", ""), Endings(RAN, RAN), Fault(LAUNCHER, "KILL"), False, 0),
        (Outcome(-15, "", ""), Endings(RAN, RAN), Fault(LAUNCHER, "KILL"), False, 1),
        (Outcome(143, "", ""), Endings(RAN, RAN), Fault(GROUP, "TERM"), False, 0),
        (Outcome(2, "", ""), Endings(RAN, RAN), Fault(GROUP, "HUP"), False, 0),
        (Outcome(2, "", ""), Endings(RAN, RAN), Fault(PLACE, "no HOME"), False, 1),
        (Outcome(1, "", "Cannot connect to the Docker daemon.\n"), Endings(RAN, RAN), Fault(GONE, "closed"), False, 0),
        (Outcome(1, "", "Cannot connect.\n"), Endings(RAN, RAN), Fault(PLACE, "no HOME"), False, 1),
        (Outcome(running.HUNG, "", ""), Endings(RAN, RAN), Fault(GROUP, "TERM"), False, 1),
        (Outcome(137, "", ""), Endings(RAN, RAN), Fault(GROUP, "TERM"), False, 0),
        (Outcome(0, "", ""), Endings(FAILED, EMULATED), Fault(PLACE, cases.NO_OUTPUT), False, 0),
        (EMULATED, Endings(FAILED, EMULATED), Fault(PLACE, cases.NO_OUTPUT), False, 0),
        (RAN, Endings(FAILED, EMULATED), Fault(PLACE, cases.NO_OUTPUT), False, 1),
        (Outcome(2, "", ""), Endings(FAILED, EMULATED), Fault(PLACE, cases.NO_OUTPUT), False, 1),
        (Outcome(4, "", "anyarch: the engine did not answer.\n"), Endings(RAN, RAN), Fault(PLACE, "no HOME"), True, 0),
        (Outcome(3, "", "anyarch: this is a bug.\n"), Endings(RAN, RAN), Fault(PLACE, "no HOME"), True, 1),
        (REFUSED, Endings(RAN, RAN), Fault(FILE, "folder"), True, 0),
        (REFUSED, Endings(RAN, RAN), Fault(FILE, "folder"), False, 1),
        (Outcome(2, "", "anyarch: no such option.\n"), Endings(RAN, RAN), Fault(ENGINE, "closed"), True, 1),
        (Outcome(0, RAN.output, "anyarch: hello\n"), Endings(RAN, RAN), KILLED, False, 1),
        (Outcome(0, RAN.output, "Traceback (most recent call last):\n"), Endings(RAN, RAN), KILLED, False, 1),
        (Outcome(-2, "", "Traceback\n  File importlib\n"), Endings(RAN, RAN), Fault(PYTHON, "INT"), True, 0),
        (Outcome(-2, "", "Traceback\n  File importlib\n"), Endings(RAN, RAN), Fault(PYTHON, "INT"), False, 2),
        (INSIDE, Endings(RAN, RAN), Fault(PYTHON, "INT"), True, 1),
        (Outcome(4, "", "anyarch: [Errno 4] no\n"), Endings(RAN, RAN), Fault(PYTHON, "INT"), True, 1),
        (Outcome(4, "", "[Errno 2] no\n"), Endings(RAN, RAN), KILLED, True, 1),
        (Outcome(4, "", "\x1b]0;title\x07\n"), Endings(RAN, RAN), KILLED, True, 1),
    ],
)
def test_a_command_ends_as_docker_or_as_advised_and_says_nothing_of_python(
    found: Outcome, endings: Endings, fault: Fault, number: int, *, is_own: bool
) -> None:
    assert len(verdict.faults(found, endings, fault, is_own=is_own)) == number


def test_the_same_seed_draws_the_same_cases_and_each_can_be_tried_by_its_name() -> None:
    drawn = cases.drawn("seed", 500)
    assert drawn == cases.drawn("seed", 500)
    assert drawn != cases.drawn("another seed", 500)
    for case in drawn:
        assert cases.chosen({"ANYARCH_FAULTS_CASE": str(case)}) == [case]


@pytest.mark.parametrize("seed", [str(number) for number in range(20)])
def test_each_kind_of_place_is_tried_in_continuous_integration(seed: str) -> None:
    places = {
        *(cases.PYTHON, cases.LAUNCHER, cases.ENGINE, cases.REGISTRY, cases.FILE, cases.PLACE),
        *(cases.GROUP, cases.GONE, cases.DAEMON, cases.HELPER, cases.CLOCK),
    }
    drawn = cases.drawn(seed, cases.MANY)
    assert {case.fault.where for case in drawn} == places
    assert len({case.command for case in drawn}) > cases.MANY / 2
    assert len({case.fault.where for case in cases.drawn(seed, cases.FEW)}) == cases.FEW


@pytest.mark.parametrize(
    ("fault", "lasts"),
    [
        (KILLED, True),
        (Fault(GROUP, "KILL"), True),
        (Fault(GONE, "closed", stays=True), True),
        (Fault(ENGINE, "closed", stays=True), True),
        (Fault(ENGINE, "closed"), False),
        (Fault(cases.DAEMON, cases.RESTARTED), True),
        (Fault(cases.DAEMON, cases.PAUSED), True),
        (Fault(GROUP, "TERM"), False),
        (Fault(LAUNCHER, "KILL"), False),
        (Fault(PLACE, "no HOME"), False),
    ],
)
def test_something_may_stay_on_the_engine_only_where_nothing_could_remove_it(fault: Fault, *, lasts: bool) -> None:
    assert fault.lasts is lasts
