import contextlib
import os
from collections.abc import Callable, Iterator

import pytest

from laboratory.architectures import native
from laboratory.collection import collection
from laboratory.debian import cache
from laboratory.engine import PrivateEngine
from laboratory.images import Image, Index
from laboratory.programs import busybox, provide
from laboratory.publish import Publisher
from laboratory.registry import PrivateRegistry
from laboratory.unavailable import Unavailable

FOREIGN = {"amd64": "arm64"}


@pytest.fixture(scope="session")
def foreign() -> str:
    return FOREIGN.get(native().name, "amd64")


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    def find(architecture: str) -> str:
        try:
            return busybox(architecture, cache(os.environ))
        except Unavailable as reason:
            pytest.skip(str(reason))

    return find


@pytest.fixture(scope="session")
def images(program: Callable[[str], str], foreign: str) -> dict[str, Image | Index]:
    programs = {}
    for architecture in (native().name, foreign):
        with open(program(architecture), "rb") as file:
            programs[architecture] = file.read()
    return collection(native().name, foreign, programs)


@pytest.fixture(scope="session")
def engine() -> Iterator[PrivateEngine]:
    with contextlib.ExitStack() as stack:
        try:
            provide("docker", "dockerd", "containerd", "runc")
            private = stack.enter_context(PrivateEngine())
        except Unavailable as reason:
            pytest.skip(str(reason))
        yield private


@pytest.fixture(scope="session")
def registry() -> Iterator[PrivateRegistry]:
    try:
        provide("docker-registry")
    except Unavailable as reason:
        pytest.skip(str(reason))
    with PrivateRegistry() as private:
        yield private


@pytest.fixture(scope="session")
def published(registry: PrivateRegistry, images: dict[str, Image | Index]) -> str:
    Publisher(registry.address).publish(images)
    return registry.address
