"""How the test of faults runs its commands: never for ever, and it sees what a terminal is left like."""

import os
import signal
from collections.abc import Callable

import pytest

from tests.laboratory.person import Outcome
from tests.laboratory.programs import PATH
from tests.real.faults import running
from tests.real.faults.running import Typed


def typed(script: str, begun: list[int], release: Callable[[], bool], patience: float = 100.0) -> Typed:
    return Typed(("sh", "-c", script), {"PATH": PATH}, begun.append, patience, release)


def never() -> bool:
    raise AssertionError("nothing is to be ended")


@pytest.mark.parametrize("run", [running.over_pipes, lambda typed: running.at_terminal(typed)[0]])
def test_what_a_command_waits_for_is_ended(run: Callable[[Typed], Outcome]) -> None:
    begun: list[int] = []

    def release() -> bool:
        os.kill(begun[0], signal.SIGKILL)
        return True

    assert run(typed("exec sleep 600", begun, release, 0.1)).status == -signal.SIGKILL


def test_a_command_that_waits_for_nothing_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TIMEOUT", 0.2)
    assert running.over_pipes(typed("sleep 600; true", [], lambda: False, 0.1)).status == running.HUNG


def test_a_terminal_in_another_mode_is_seen_and_a_question_there_is_answered() -> None:
    _, is_same = running.at_terminal(typed("stty raw", [], never))
    assert not is_same
    outcome, is_same = running.at_terminal(typed("printf 'Really? [y/N] '; read -r said; echo said $said", [], never))
    assert outcome.errors.splitlines()[-1] == "said n"
    assert is_same
