"""What an engine's description of an image says that it starts."""

import json
from typing import Any
from unittest import mock
from urllib.parse import unquote

import pytest

from anyarch.bare.unix_socket import Answer
from anyarch.engine import Engine, images
from anyarch.oci.platforms import Platform
from anyarch.person.errors import RefusedError, UnreachableError
from anyarch.programs.start import Start
from tests.laboratory import asked


@pytest.fixture
def get(monkeypatch: pytest.MonkeyPatch) -> mock.Mock:
    """What an engine that creates no container answers, and what it is asked."""
    answer = mock.Mock()
    monkeypatch.setattr(Engine, "get", answer)
    monkeypatch.setattr(Engine, "client", mock.Mock(side_effect=UnreachableError("It did not answer.")))
    return answer


def starts(get: mock.Mock, document: object, status: int = 200) -> Start:
    get.return_value = Answer(status, json.dumps(document).encode())
    return images.starts(asked.engine("unix:///s"), "a/b:c", Platform("linux", "arm", "v7"))


@pytest.mark.parametrize(
    ("config", "read"),
    [
        ({"Entrypoint": ["/a", "b"], "Cmd": ["c"]}, Start(("/a", "b"), ("c",))),
        ({}, Start()),
    ],
)
def test_what_an_image_of_a_platform_starts_is_read(get: mock.Mock, config: dict[str, Any], read: Start) -> None:
    assert starts(get, {"Os": "linux", "Config": config}) == read
    wanted = '{"os": "linux", "architecture": "arm", "variant": "v7"}'
    assert unquote(get.call_args[0][0]) == f"/images/a/b:c/json?platform={wanted}"


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ({"Os": "linux", "Config": None}, 200),
        ({"Os": "", "Config": {"Cmd": None}}, 200),
        ({}, 200),
        ([], 200),
        ({"Os": "linux", "Config": {"Cmd": [1]}}, 200),
        ({"message": "No such image"}, 404),
    ],
)
def test_what_makes_no_sense_is_refused(get: mock.Mock, document: object, status: int) -> None:
    with pytest.raises(RefusedError):
        starts(get, document, status)
