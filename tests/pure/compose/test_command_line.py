"""Which services a `docker compose` command concerns, and which commands are left alone."""

import pytest

from anyarch.bare.command_line import PassThrough
from anyarch.compose.command_line import Command, is_compose, read


def command(line: str) -> Command:
    found = read(line.split(), {})
    assert isinstance(found, Command), found.reason
    return found


@pytest.mark.parametrize(
    ("line", "services", "is_exact", "policy"),
    [
        ("compose up", (), False, ""),
        ("compose up -d web db", ("web", "db"), False, ""),
        ("compose up web -d --no-deps", ("web",), True, ""),
        ("compose up --no-deps", (), False, ""),
        ("compose up --no-deps=false web", ("web",), False, ""),
        ("compose up -dt 3 --scale web=2 --attach db web", ("web",), False, ""),
        ("compose up --pull always", (), False, "always"),
        ("compose up --pull policy", (), False, ""),
        ("compose create --pull missing web", ("web",), False, "missing"),
        ("compose run --rm -e A=b web echo db", ("web",), False, ""),
        ("compose run --no-deps -T web --no-deps", ("web",), True, ""),
        ("compose run -eup web", ("web",), False, ""),
        ("compose scale web=2 db=3", ("web", "db"), False, ""),
        ("compose scale --no-deps web=2", ("web",), True, ""),
        ("compose watch web", ("web",), False, ""),
        ("compose pull", (), False, ""),
        ("compose pull web", ("web",), True, ""),
        ("compose pull --include-deps --policy missing web", ("web",), False, "missing"),
        ("compose up -- -web", ("-web",), False, ""),
    ],
)
def test_the_services_of_a_command(line: str, services: tuple[str, ...], is_exact: bool, policy: str) -> None:  # noqa: FBT001
    found = command(line)
    assert (found.services, found.is_exact, found.policy) == (services, is_exact, policy)


def test_the_flags_of_docker_and_of_the_project_are_kept_as_typed() -> None:
    line = "--context there -D compose -f a.yaml --file=b.yaml -p x --profile y up -d web"
    assert is_compose(line.split())
    assert not is_compose(["run", "compose"])
    assert not is_compose(["--unknown", "compose"])
    found = command(line)
    assert found.global_words == ("--context", "there", "-D")
    assert found.project_words == ("-f", "a.yaml", "--file=b.yaml", "-p", "x", "--profile", "y")
    assert found.given("file") == ["a.yaml", "b.yaml"]
    assert found.create("i", platform="p", policy="always") == [
        *("--context", "there", "-D", "create", "--pull", "always", "--platform", "p", "i")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "run compose",
        "run up",
        "compose",
        "compose ps",
        "compose --help",
        "compose -v",
        "compose up --help",
        "compose --dry-run up",
        "compose up --dry-run",
        "compose up -f x",
        "compose up --profile x",
        "compose up --unknown",
        "compose --unknown x up",
        "compose up --scale",
        "compose -f - up",
        "compose -f git@github.com:a/b.git up",
        "compose -f https://example.com/compose.yaml up",
        "compose -f oci://docker.io/a/b up",
        "compose run",
        "compose run --rm",
        "compose scale",
        "compose watch --no-up",
        "compose -- up",
        "--unknown compose up",
        "-- compose up",
    ],
)
def test_what_is_left_alone(line: str) -> None:
    assert isinstance(read(line.split(), {}), PassThrough)


@pytest.mark.parametrize(
    "environment",
    [
        {"ANYARCH": "off"},
        {"DOCKER_API_VERSION": "1.24"},
        {"COMPOSE_FILE": "-"},
        {"COMPOSE_FILE": "a.yaml:-"},
        {"COMPOSE_FILE": "a.yaml,https://example.com/b.yaml", "COMPOSE_PATH_SEPARATOR": ","},
    ],
)
def test_variables_may_forbid_it(environment: dict[str, str]) -> None:
    assert isinstance(read(["compose", "up"], environment), PassThrough)


def test_files_that_are_named_come_before_the_variable() -> None:
    assert isinstance(read(["compose", "-f", "a.yaml", "up"], {"COMPOSE_FILE": "-"}), Command)
