from tests.laboratory.programs import PATH
from tests.real.faults import running
from tests.real.faults.running import Typed


def typed(script: str) -> Typed:
    return Typed(("sh", "-c", script), {"PATH": PATH}, lambda _: None, 100, lambda: False)


def test_a_terminal_in_another_mode_is_seen_and_a_question_there_is_answered() -> None:
    _, is_same = running.at_terminal(typed("stty raw"))
    assert not is_same
    outcome, is_same = running.at_terminal(typed("printf 'Really? [y/N] '; read -r said; echo said $said"))
    assert outcome.errors.splitlines()[-1] == "said n"
    assert is_same
