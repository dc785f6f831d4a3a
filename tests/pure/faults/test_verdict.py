"""What counts as a wrong end after a fault, and that no fault is forgotten; what counts too much, cases show."""

import pytest

from tests.laboratory.person import Outcome
from tests.real.faults import cases, running, verdict
from tests.real.faults.cases import ENGINE, FILE, GROUP, LAUNCHER, PLACE, PYTHON, Fault
from tests.real.faults.verdict import Endings

RAN = Outcome(0, "x86_64\n", "")
FAILED = Outcome(125, "", "docker: no matching manifest.\n")
EMULATED = Outcome(0, "aarch64\n", "")
USUAL, ADVISED = Endings(RAN, RAN), Endings(FAILED, EMULATED)
KILLED, INTERRUPTED = Fault(PYTHON, "KILL"), Fault(PYTHON, "INT")
NO_HOME, NO_OUTPUT = Fault(PLACE, "no HOME"), Fault(PLACE, cases.NO_OUTPUT)
INSIDE = Outcome(-2, "", f"Traceback\n  File {verdict.PACKAGE}/cli\n")


@pytest.mark.parametrize(
    ("found", "endings", "fault"),
    [
        (Outcome(0, "armv7l\n", ""), ADVISED, KILLED),
        (Outcome(1, "", "exec format error\n"), ADVISED, KILLED),
        (Outcome(137, "", ""), USUAL, KILLED),
        (Outcome(-15, "", ""), USUAL, Fault(LAUNCHER, "KILL")),
        (Outcome(2, "", ""), USUAL, NO_HOME),
        (Outcome(running.HUNG, "", ""), USUAL, Fault(GROUP, "TERM")),
        (RAN, ADVISED, NO_OUTPUT),
        (Outcome(2, "", ""), ADVISED, NO_OUTPUT),
        (Outcome(2, "", "anyarch: the settings are a directory.\n"), USUAL, Fault(FILE, "folder")),
        (Outcome(0, RAN.output, "anyarch: hello\n"), USUAL, KILLED),
        (Outcome(0, RAN.output, "Traceback (most recent call last):\n"), USUAL, KILLED),
    ],
)
def test_a_command_ends_as_docker_or_as_advised_and_says_nothing_of_python(
    found: Outcome, endings: Endings, fault: Fault
) -> None:
    assert len(verdict.faults(found, endings, fault, is_own=False)) == 1
    assert [verdict.faults(end, endings, fault, is_own=False) for end in endings[:2]] == [[], []]


@pytest.mark.parametrize(
    ("found", "fault", "number"),
    [
        (Outcome(4, "", "anyarch: the engine did not answer.\n"), NO_HOME, 0),
        (Outcome(3, "", "anyarch: this is a bug.\n"), NO_HOME, 1),
        (Outcome(2, "", "anyarch: no such option.\n"), Fault(ENGINE, "closed"), 1),
        (Outcome(-2, "", "Traceback\n  File importlib\n"), INTERRUPTED, 0),
        (INSIDE, INTERRUPTED, 1),
        (Outcome(4, "", "anyarch: [Errno 4] no\n"), INTERRUPTED, 1),
        (Outcome(4, "", "[Errno 2] no\n"), KILLED, 1),
        (Outcome(4, "", "\x1b]0;title\x07\n"), KILLED, 1),
    ],
)
def test_a_command_of_anyarchs_own_may_fail_and_say_so(found: Outcome, fault: Fault, number: int) -> None:
    assert len(verdict.faults(found, USUAL, fault, is_own=True)) == number


def test_each_kind_of_place_is_tried_in_continuous_integration_with_many_commands() -> None:
    places = {PYTHON, LAUNCHER, ENGINE, cases.REGISTRY, FILE, PLACE, GROUP}
    places |= {cases.GONE, cases.DAEMON, cases.HELPER, cases.CLOCK}
    for drawn in (cases.drawn(str(seed), cases.MANY) for seed in range(20)):
        assert {case.fault.where for case in drawn} == places
        assert len({case.command for case in drawn}) > cases.MANY / 2


def test_nothing_may_stay_on_the_engine_where_it_could_be_removed() -> None:
    faults = (Fault(ENGINE, "closed"), Fault(GROUP, "TERM"), Fault(LAUNCHER, "KILL"), NO_HOME)
    assert [fault for fault in faults if fault.lasts] == []
