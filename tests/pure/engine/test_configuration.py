import json
from typing import Any
from urllib.parse import unquote

import pytest

from anyarch.bare.endpoint import Endpoint
from anyarch.bare.unix_socket import Answer
from anyarch.engine import configuration
from anyarch.engine.configuration import Configuration
from anyarch.engine.questions import RefusedError
from anyarch.oci.platforms import Platform

NOWHERE = Endpoint("nowhere://", "", None, "")


class Engine:
    """One answer, and the question that it was given to."""

    def __init__(self, document: object, status: int = 200) -> None:
        self.answer = Answer(status, json.dumps(document).encode())
        self.asked = ""
        self.deadline = 0.0

    def get(self, target: str, headers: dict[str, str] | None = None) -> Answer:
        assert headers is None
        self.asked = unquote(target)
        return self.answer


@pytest.mark.parametrize(
    ("config", "read"),
    [
        ({"Entrypoint": ["/a", "b"], "Cmd": ["c"]}, Configuration(("/a", "b"), ("c",))),
        ({"Entrypoint": None, "Cmd": None}, Configuration()),
        ({}, Configuration()),
        ({"Healthcheck": {"Test": ["CMD", "x"]}}, Configuration(checks_health=True)),
        ({"Healthcheck": {"Test": ["NONE"]}}, Configuration()),
        ({"Healthcheck": {"Interval": 5}}, Configuration()),
    ],
)
def test_what_an_image_starts_is_read(config: dict[str, Any], read: Configuration) -> None:
    engine = Engine({"Os": "linux", "Config": config})
    assert configuration.read(engine, NOWHERE, "a/b:c", Platform("linux", "arm", "v7")) == read
    wanted = '{"os": "linux", "architecture": "arm", "variant": "v7"}'
    assert engine.asked == f"/images/a/b:c/json?platform={wanted}"


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
def test_what_makes_no_sense_is_refused(document: object, status: int) -> None:
    with pytest.raises(RefusedError):
        configuration.read(Engine(document, status), NOWHERE, "a", Platform("linux", "arm64"))
