import base64
import http.client
import json
import os

import pytest

from tests.laboratory.images import DOCKER, Image, Platform, image, layer
from tests.laboratory.programs import provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import Credentials, PrivateRegistry


@pytest.fixture(autouse=True)
def _program() -> None:
    provide("docker-registry")


@pytest.fixture
def example() -> Image:
    return image(Platform("amd64"), [layer({"hello": (b"world", 0o644)}, {}, DOCKER)], ["/hello"], DOCKER)


def get(address: str, target: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(address, timeout=60)
    try:
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_what_was_pushed_can_be_fetched_and_is_counted(example: Image) -> None:
    with PrivateRegistry() as registry:
        digest = Publisher(registry.address).push("example", example, "1")
        before = len(registry.requests())
        for reference in ("1", digest):
            status, content = get(
                registry.address, f"/v2/example/manifests/{reference}", {"Accept": example.manifest.media_type}
            )
            assert (status, content) == (200, example.manifest.content)
        assert get(registry.address, "/v2/nothing/manifests/1", {})[0] == 404
        assert registry.requests()[before:] == [
            ("GET", "/v2/example/manifests/1", 200),
            ("GET", f"/v2/example/manifests/{digest}", 200),
            ("GET", "/v2/nothing/manifests/1", 404),
        ]


def test_only_those_who_know_the_password_get_in(example: Image) -> None:
    someone = Credentials("someone", "a password")
    with PrivateRegistry(someone) as registry:
        Publisher(registry.address, someone).push("example", example)
        word = base64.b64encode(b"someone:a password").decode()
        status, content = get(registry.address, "/v2/_catalog", {"Authorization": f"Basic {word}"})
        assert (status, json.loads(content)) == (200, {"repositories": ["example"]})
        assert get(registry.address, "/v2/_catalog", {})[0] == 401
        with pytest.raises(RuntimeError, match="401"):
            Publisher(registry.address).push("example", example)


def test_two_registries_run_side_by_side_and_leave_nothing() -> None:
    with PrivateRegistry() as one, PrivateRegistry() as other:
        assert one.address != other.address
        folders = one.folder, other.folder
    assert not any(map(os.path.exists, folders))


def test_it_is_cleared_away_when_the_block_fails() -> None:
    registry = PrivateRegistry()

    def fail() -> None:
        with registry:
            folders.append(registry.folder)
            raise KeyboardInterrupt

    folders: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not os.path.exists(folders[0])
    with pytest.raises(ConnectionRefusedError):
        get(registry.address, "/v2/", {})
