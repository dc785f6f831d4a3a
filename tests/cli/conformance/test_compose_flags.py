"""The tables of Compose's flags are held against the help of real ones."""

import pytest

from anyarch.bare.flags import FlagSet
from anyarch.compose.flags import PROJECT, VERBS
from tests.cli.conformance.test_flags import known, shown
from tests.laboratory import plugins


@pytest.mark.parametrize("suite", plugins.SUITES)
@pytest.mark.parametrize(("verb", "flags"), [("", PROJECT), *VERBS.items()])
def test_each_flag_of_compose_is_in_the_table(suite: str, verb: str, flags: FlagSet) -> None:
    told = shown(plugins.path(plugins.COMPOSE, suite), *verb.split())
    table = known(flags)
    assert told
    assert {name: table.get(name) for name in told} == told
