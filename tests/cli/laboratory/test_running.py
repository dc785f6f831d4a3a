import pytest

from tests.laboratory.programs import PATH
from tests.real.faults import running
from tests.real.faults.running import Typed


def typed(script: str, patience: float = 100.0) -> Typed:
    return Typed(("sh", "-c", script), {"PATH": PATH}, lambda _: None, patience, lambda: False)


def test_a_command_that_waits_for_nothing_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "TIMEOUT", 0.2)
    assert running.over_pipes(typed("sleep 600; true", 0.1)).status == running.HUNG


def test_a_terminal_in_another_mode_is_seen_and_a_question_there_is_answered() -> None:
    _, is_same = running.at_terminal(typed("stty raw"))
    assert not is_same
    outcome, is_same = running.at_terminal(typed("printf 'Really? [y/N] '; read -r said; echo said $said"))
    assert outcome.errors.splitlines()[-1] == "said n"
    assert is_same
