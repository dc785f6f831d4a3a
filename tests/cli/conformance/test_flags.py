"""The flag tables, held against the help of every docker client on this machine, of builders, and of Compose.

So a new flag is a red test.
"""

import re
import subprocess

import pytest

from anyarch.bare.flags import GLOBAL, VERBS, FlagSet
from anyarch.build.flags import BUILD
from anyarch.compose.flags import PROJECT
from anyarch.compose.flags import VERBS as COMPOSE
from tests.laboratory import plugins
from tests.laboratory.programs import every

FLAG = re.compile(r"^ +(?:-(?P<letter>\w), )?--(?P<name>[\w-]+)(?: (?P<kind>[\w-]+))?(?: {2,}|$)", re.MULTILINE)
CLIENTS = every("docker")
PARENTS = {"run": "container", "create": "container", "pull": "image"}

# In no help, because docker hides or deprecates them, yet accepted by some client since 18.09.
HIDDEN = {
    "run": {"disable-content-trust", "dns-opt", "help", "kernel-memory", "net", "net-alias"},
    "create": {"disable-content-trust", "dns-opt", "help", "kernel-memory", "net", "net-alias"},
    "pull": {"disable-content-trust", "help"},
}
WINDOWS_ONLY = {"cpu-count", "cpu-percent", "io-maxbandwidth", "io-maxiops"}
NEWER_THAN_DEBIAN = {"annotation", "health-start-interval", "quiet", "use-api-socket"}


def shown(program: str, *words: str, **variables: str) -> dict[str, tuple[str | None, bool]]:
    """The flags in a help text: name to letter, and whether it takes a value."""
    command, environment = [program, *words, "--help"], {"HOME": "/", **variables}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return {flag["name"]: (flag["letter"], flag["kind"] is not None) for flag in FLAG.finditer(done.stdout)}


def known(flags: FlagSet) -> dict[str, tuple[str | None, bool]]:
    letters = {name: letter for letter, name in flags.letters.items()}
    names = dict.fromkeys(flags.booleans, False) | dict.fromkeys(flags.values, True)
    return {name: (letters.get(name), takes_value) for name, takes_value in names.items()}


def test_there_is_a_client_to_ask() -> None:
    assert CLIENTS


def assert_known(told: dict[str, tuple[str | None, bool]], flags: FlagSet, fewest: int) -> None:
    table = known(flags)
    assert len(told) >= fewest
    assert {name: table.get(name) for name in told} == told


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_flag_that_docker_shows_is_known_by_its_letter_and_kind(client: str, verb: str) -> None:
    for words in ((verb,), (PARENTS[verb], verb)):
        assert_known(shown(client, *words), VERBS[verb], 2)


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_known_that_no_docker_has(verb: str) -> None:
    told = {name for client in CLIENTS for name in shown(client, verb)}
    allowed = HIDDEN[verb] | WINDOWS_ONLY | NEWER_THAN_DEBIAN
    assert set(known(VERBS[verb])) - told <= allowed


@pytest.mark.parametrize("client", CLIENTS)
def test_every_global_flag_is_known(client: str) -> None:
    assert_known(shown(client), GLOBAL, 9)


@pytest.mark.parametrize("client", CLIENTS)
def test_each_flag_of_the_classic_builder_is_known(client: str) -> None:
    assert_known(shown(client, "build", DOCKER_BUILDKIT="0"), BUILD, 25)


@pytest.mark.parametrize("suite", plugins.SUITES)
def test_each_flag_of_buildx_is_known(suite: str) -> None:
    assert_known(shown(plugins.path(plugins.BUILDX, suite), "build"), BUILD, 25)


@pytest.mark.parametrize("suite", plugins.SUITES)
@pytest.mark.parametrize(("verb", "flags"), [("", PROJECT), *COMPOSE.items()])
def test_each_flag_of_compose_is_known(suite: str, verb: str, flags: FlagSet) -> None:
    assert_known(shown(plugins.path(plugins.COMPOSE, suite), *verb.split()), flags, 1)
