"""The tables of Compose's flags are held against the help of real ones."""

import re
import subprocess

import pytest

from anyarch.bare.flags import FlagSet
from anyarch.compose.flags import PROJECT, VERBS
from tests.laboratory import plugins
from tests.laboratory.unavailable import Unavailable

FLAG = re.compile(r"^  (?:-(\w), |    )--([\w-]+)(?: (string|stringArray|int|list|scale)\b)?", re.MULTILINE)


@pytest.mark.parametrize("suite", plugins.SUITES)
@pytest.mark.parametrize(("verb", "flags"), [("", PROJECT), *VERBS.items()])
def test_each_flag_of_compose_is_in_the_table(suite: str, verb: str, flags: FlagSet) -> None:
    try:
        plugin = plugins.path(plugins.COMPOSE, suite)
    except Unavailable as reason:
        pytest.skip(str(reason))
    words = [plugin, *([verb] if verb else []), "--help"]
    told = subprocess.run(words, capture_output=True, check=True, text=True, env={"HOME": "/nowhere"}).stdout
    found = FLAG.findall(told)
    assert found
    for letter, name, kind in found:
        assert name in (flags.values if kind else flags.booleans), f"{verb} --{name}"
        assert not letter or flags.letters[letter] == name
