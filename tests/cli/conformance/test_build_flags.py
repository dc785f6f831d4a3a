"""The table of the flags of `docker build` is held against the help of real builders, the classic one and buildx."""

import re
import subprocess

import pytest

from anyarch.build.flags import BUILD
from tests.laboratory import plugins
from tests.laboratory.programs import every
from tests.laboratory.unavailable import Unavailable

FLAG = re.compile(r"^ +(?:-(\w), )?--([\w-]+)(?: (\w+))?(?: {2,}|$)", re.MULTILINE)
FEWEST = 25


def shown(words: list[str], **variables: str) -> list[tuple[str, str, str]]:
    """The letter, the name and the kind of each flag in a help text."""
    done = subprocess.run(
        [*words, "--help"], capture_output=True, check=True, text=True, env={"HOME": "/nowhere", **variables}
    )
    return FLAG.findall(done.stdout)


def check(found: list[tuple[str, str, str]]) -> None:
    assert len(found) >= FEWEST
    for letter, name, kind in found:
        assert name in (BUILD.values if kind else BUILD.booleans), f"--{name}"
        assert not letter or BUILD.letters[letter] == name


@pytest.mark.parametrize("client", every("docker"))
def test_each_flag_of_the_classic_builder_is_in_the_table(client: str) -> None:
    check(shown([client, "build"], DOCKER_BUILDKIT="0"))


@pytest.mark.parametrize("suite", plugins.SUITES)
def test_each_flag_of_buildx_is_in_the_table(suite: str) -> None:
    try:
        plugin = plugins.path(plugins.BUILDX, suite)
    except Unavailable as reason:
        pytest.skip(str(reason))
    check(shown([plugin, "build"]))
