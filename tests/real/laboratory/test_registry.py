import os

import pytest
import requests

from tests.laboratory.images import DOCKER, Platform, image, layer
from tests.laboratory.programs import provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import Credentials, PrivateRegistry

EXAMPLE = image(Platform("amd64"), [layer({"hello": (b"world", 0o644)}, {}, DOCKER)], ["/hello"], DOCKER)


@pytest.fixture(autouse=True)
def _program() -> None:
    provide("docker-registry")


def get(address: str, target: str) -> tuple[int, bytes]:
    answer = requests.get(f"http://{address}{target}", headers={"Accept": EXAMPLE.manifest.media_type}, timeout=60)
    return answer.status_code, answer.content if answer.ok else b""


def test_what_was_pushed_can_be_fetched_and_every_request_is_counted() -> None:
    with PrivateRegistry() as registry:
        digest = Publisher(registry.address).push("example", EXAMPLE, "1")
        before = len(registry.requests())
        paths = [f"/v2/example/manifests/{reference}" for reference in ("1", digest)]
        assert [get(registry.address, path) for path in paths] == [(200, EXAMPLE.manifest.content)] * 2
        assert get(registry.address, "/v2/nothing/manifests/1")[0] == 404
        counted = [*(("GET", path, 200) for path in paths), ("GET", "/v2/nothing/manifests/1", 404)]
        assert registry.requests()[before:] == counted
        folder = registry.folder
    assert not os.path.exists(folder)


def test_only_those_who_know_the_password_get_in() -> None:
    someone = Credentials("someone", "a password")
    with PrivateRegistry(someone) as registry:
        Publisher(registry.address, someone).push("example", EXAMPLE)
        assert get(registry.address, "/v2/_catalog")[0] == 401
        with pytest.raises(RuntimeError, match="401"):
            Publisher(registry.address).push("example", EXAMPLE)
