"""A reader who types what pages show, at a real engine and a registry of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Chosen, NamedEngine
from tests.laboratory.architectures import native
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.images import Image, Index
from tests.laboratory.publish import Publisher
from tests.laboratory.reader import Reader
from tests.real.conftest import Store

PUBLISHED = {
    "app:1.2": "armonly-index",
    "app:1.2-amd64": "amdonly-index",
    "app:latest": "armonly-index",
    "team/api:1.4": "multi",
    "team/tool:1": "armonly-index",
    "tool:latest": "armonly-index",
    "web:latest": "multi",
}


@pytest.fixture(scope="session")
def pages_images(published: str, images: dict[str, Image | Index]) -> str:
    """The address of the registry, which has what pages show in one of theirs."""
    publisher = Publisher(published)
    for name, image in PUBLISHED.items():
        path, _, tag = name.partition(":")
        publisher.push(path, images[image], tag)
    return published


@pytest.fixture
def reader(
    tmp_path: Path, engine: PrivateEngine | NamedEngine, chosen: Chosen, pages_images: str, store: Store
) -> Iterator[Reader]:
    """The engine has no image of the registry, neither before nor after."""
    if chosen.kind or chosen.host or native().name != "amd64":
        pytest.skip("pages show Debian's own engine, on amd64")
    folder = tmp_path / "reader"
    folder.mkdir()
    reader = Reader(str(folder), engine.host, chosen.client)
    reader.places["localhost:5000"] = pages_images
    store.clear()
    yield reader
    store.clear()
