"""What a container is told to start, read out of configurations as engines and images have them."""

from typing import Any

import pytest

from anyarch.programs import start
from anyarch.programs.start import DEFAULT_PATH, Start

NGINX = {
    "Entrypoint": ["/docker-entrypoint.sh"],
    "Cmd": ["nginx", "-g", "daemon off;"],
    "Env": ["NGINX_VERSION=1.27", "PATH=/opt/nginx/bin:/bin", "PKG_RELEASE=1"],
    "WorkingDir": "/srv",
    "User": "101:101",
    "Healthcheck": {"Test": ["CMD-SHELL", "curl -f http://localhost"]},
}


def test_all_that_decides_what_starts_is_read_also_an_empty_path() -> None:
    assert start.read(NGINX) == Start(
        entrypoint=("/docker-entrypoint.sh",),
        command=("nginx", "-g", "daemon off;"),
        path="/opt/nginx/bin:/bin",
        folder="/srv",
        user="101:101",
        checks_health=True,
        environment=("NGINX_VERSION=1.27", "PATH=/opt/nginx/bin:/bin", "PKG_RELEASE=1"),
    )
    assert start.read({"Env": ["PATH="]}).path == ""


@pytest.mark.parametrize(
    "configuration",
    [
        {},
        None,
        {"Entrypoint": None, "Cmd": None, "Env": None, "WorkingDir": "", "User": "", "Healthcheck": None},
        {"Entrypoint": [], "Cmd": [], "Env": ["PATH", 7]},
    ],
)
def test_a_configuration_that_says_nothing_starts_nothing_by_dockers_path(configuration: object) -> None:
    assert start.read(configuration) == Start((), (), DEFAULT_PATH, "", "", checks_health=False)


@pytest.mark.parametrize(
    ("check", "expected"),
    [({"Test": ["CMD", "x"]}, True), ({"Test": ["NONE"]}, False), ({"Test": []}, False), ({"Interval": 5}, False)],
)
def test_whether_health_is_checked(check: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert start.read({"Healthcheck": check}).checks_health is expected


@pytest.mark.parametrize(
    "configuration",
    [{"Cmd": ["a", 1]}, {"Entrypoint": [None]}, {"Entrypoint": [["a"]]}, {"Healthcheck": {"Test": [{}]}}],
)
def test_a_command_that_is_not_made_of_words_is_refused(configuration: object) -> None:
    with pytest.raises(ValueError, match="is not a list of words"):
        start.read(configuration)
