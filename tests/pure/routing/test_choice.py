import pytest

from anyarch.bare.flags import GLOBAL
from anyarch.routing import choice

FINE = {"config", "debug", "help", "log-level", "version"}


@pytest.mark.parametrize("name", sorted(GLOBAL.booleans | GLOBAL.values))
def test_each_global_flag_chooses_an_engine_or_not(name: str) -> None:
    said = choice.chosen_by([name], {})
    assert said == ("" if name in FINE else f"--{name} chooses the engine.")


@pytest.mark.parametrize("name", choice.VARIABLES)
def test_a_variable_chooses_unless_it_is_empty(name: str) -> None:
    assert name in choice.chosen_by([], {name: "x"})
    assert choice.chosen_by([], {name: ""}) == ""
    assert choice.chosen_by([], {"DOCKER_CONFIG": "/x", "DOCKER_DEFAULT_PLATFORM": "linux/arm64"}) == ""
