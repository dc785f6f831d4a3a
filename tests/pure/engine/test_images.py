"""What an engine's description of an image says that it starts."""

import json
from typing import Any, NoReturn
from urllib.parse import unquote

import pytest

from anyarch.bare.unix_socket import Answer
from anyarch.engine import Engine, images
from anyarch.oci.platforms import Platform
from anyarch.person.errors import RefusedError, UnreachableError
from anyarch.programs.start import Start
from tests.laboratory import asked


class Answering:
    """One answer, and the question that it was given to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.question = ""

    def with_answer(self, document: object, status: int = 200) -> None:
        def get(_: Engine, target: str, __: object = None) -> Answer:
            self.question = unquote(target)
            return Answer(status, json.dumps(document).encode())

        self.monkeypatch.setattr(Engine, "get", get)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    return Answering(monkeypatch)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An engine that creates no container."""

    def refuse(*_: object) -> NoReturn:
        raise UnreachableError("It did not answer.")

    monkeypatch.setattr(Engine, "client", refuse)
    return asked.engine("unix:///s")


@pytest.mark.parametrize(
    ("config", "read"),
    [
        ({"Entrypoint": ["/a", "b"], "Cmd": ["c"]}, Start(("/a", "b"), ("c",))),
        ({}, Start()),
    ],
)
def test_what_an_image_of_a_platform_starts_is_read(
    answering: Answering, engine: Engine, config: dict[str, Any], read: Start
) -> None:
    answering.with_answer({"Os": "linux", "Config": config})
    assert images.starts(engine, "a/b:c", Platform("linux", "arm", "v7")) == read
    wanted = '{"os": "linux", "architecture": "arm", "variant": "v7"}'
    assert answering.question == f"/images/a/b:c/json?platform={wanted}"


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
def test_what_makes_no_sense_is_refused(answering: Answering, engine: Engine, document: object, status: int) -> None:
    answering.with_answer(document, status)
    with pytest.raises(RefusedError):
        images.starts(engine, "a", Platform("linux", "arm64"))
