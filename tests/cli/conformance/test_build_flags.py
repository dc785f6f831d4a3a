"""The table of the flags of `docker build` is held against the help of real builders, the classic one and buildx."""

import pytest

from anyarch.build.flags import BUILD
from tests.cli.conformance.test_flags import known, shown
from tests.laboratory import plugins
from tests.laboratory.programs import every

FEWEST = 25


def check(told: dict[str, tuple[str | None, bool]]) -> None:
    assert len(told) >= FEWEST
    assert {name: known(BUILD).get(name) for name in told} == told


@pytest.mark.parametrize("client", every("docker"))
def test_each_flag_of_the_classic_builder_is_in_the_table(client: str) -> None:
    check(shown(client, "build", DOCKER_BUILDKIT="0"))


@pytest.mark.parametrize("suite", plugins.SUITES)
def test_each_flag_of_buildx_is_in_the_table(suite: str) -> None:
    check(shown(plugins.path(plugins.BUILDX, suite), "build"))
