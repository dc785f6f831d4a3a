"""The headers that a user wants in each request; what docker makes of them is in tests/cli/conformance."""

import json
from pathlib import Path

import pytest

from anyarch.bare.endpoint import resolve
from anyarch.engine import headers
from anyarch.engine.client import open_client
from anyarch.person.errors import UnreachableError


def found(variable: str) -> dict[str, str]:
    return headers.find(resolve({"config": "/nowhere"}, {"DOCKER_CUSTOM_HEADERS": variable}))


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("", {}),
        (" A = 1 =", {"A": " 1 ="}),
        ("A=", {"A": ""}),
        ('"A=1,""2""",B=3', {"A": '1,"2"', "B": "3"}),
        ("\n\nA=1\nB=2", {"A": "1"}),
        ("A=1\r\nB=2", {"A": "1"}),
        ("User-Agent=mine,Host=x,A=1", {"A": "1"}),
        ('"A=1\nB"', {}),
        ("A", None),
        (" =1", None),
        ("\n", None),
        ('"A=1', None),
    ],
)
def test_the_variable_is_read_as_csv(variable: str, expected: dict[str, str] | None) -> None:
    if expected is not None:
        assert found(variable) == expected
        return
    with pytest.raises(UnreachableError, match="DOCKER_CUSTOM_HEADERS"):
        found(variable)


def test_settings_have_those_that_are_the_users_to_choose(tmp_path: Path) -> None:
    wanted = {"X-Team": "one", "User-Agent": "mine", "Host": "x", "Bad\r\nName": "x", "X-Bad": "a\r\nb", "X-Number": 5}
    for settings, expected in ((wanted, {"X-Team": "one", "X-Number": ""}), (5, {}), ([], {})):
        (tmp_path / "config.json").write_text(json.dumps({"HttpHeaders": settings}))
        assert headers.find(resolve({"config": str(tmp_path)}, {})) == expected


@pytest.mark.parametrize(
    ("host", "is_elsewhere"), [("unix:///s", False), ("tcp://127.0.0.1:1", True), ("ssh://server", True)]
)
def test_docker_py_sends_them_and_asks_only_an_engine_elsewhere_to_compress(host: str, *, is_elsewhere: bool) -> None:
    with open_client(resolve({"host": host}, {"DOCKER_CUSTOM_HEADERS": "X-Team=one"}), 1) as client:
        assert client.headers["X-Team"] == "one"
        assert ("gzip" in str(client.headers["Accept-Encoding"])) is is_elsewhere
