"""The stages of a command are together the command, however noisy its times are."""

import pytest

from tests.bench import stages

LEAST = {
    stages.DIRECT: 0.7,
    stages.RELAY: 1.8,
    stages.PASSED: 2.0,
    stages.KNOWN: 2.6,
    stages.BARE: 8.0,
    stages.ASKING: 9.5,
    stages.READ: 11.5,
    stages.FIRST: 13.0,
}


def test_the_stages_of_a_command_take_as_long_as_the_command() -> None:
    assert sum(stages.passed(LEAST).values()) == pytest.approx(LEAST[stages.PASSED])
    assert sum(stages.with_memo(LEAST).values()) == pytest.approx(LEAST[stages.KNOWN])
    assert sum(stages.without_memo(LEAST).values()) == pytest.approx(LEAST[stages.FIRST])
