"""What all tests share: an engine, a registry with the test images, and a person who uses them through the shim.

Tests that need an engine are marked with `engine`. They start a private one, or use the one that ANYARCH_TEST_ENGINE
names (a DOCKER_HOST; it must reach a registry on this machine's 127.0.0.1). Where neither is possible they are skipped
with the reason; where CI is "true", such a skip is a failure.
"""

import contextlib
import os
import signal
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from laboratory import handlers
from laboratory.architectures import native
from laboratory.collection import collection
from laboratory.debian import cache
from laboratory.engine import PrivateEngine
from laboratory.images import Image, Index
from laboratory.person import Person
from laboratory.programs import busybox, provide
from laboratory.publish import Publisher
from laboratory.registry import PrivateRegistry
from laboratory.unavailable import Unavailable

# The same examples in every run, unless HYPOTHESIS_PROFILE is `fresh`. An example may be several processes: how long it
# takes is the machine's affair.
for name, is_fixed in {"fixed": True, "fresh": False}.items():
    settings.register_profile(
        name, derandomize=is_fixed, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

# A shell ignores ^C for what it starts in the background, and what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

FOREIGN = {"amd64": "arm64"}
OTHER_PROGRAMS = {"amd64": ("386", "arm"), "arm64": ("arm",)}


def pytest_configure() -> None:
    """Have a docker client before tests are collected: the clients at hand are parameters of some."""
    with contextlib.suppress(Unavailable):
        provide("docker")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.get_closest_marker("engine") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped where CI is true: {report.longrepr}"
    return report


@dataclass(frozen=True)
class NamedEngine:
    """An engine that somebody else runs."""

    host: str


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
    for architecture in (native().name, foreign, *OTHER_PROGRAMS.get(native().name, ())):
        with open(program(architecture), "rb") as file:
            programs[architecture] = file.read()
    return collection(native().name, foreign, programs)


@pytest.fixture(scope="session")
def engine() -> Iterator[PrivateEngine | NamedEngine]:
    named = os.environ.get("ANYARCH_TEST_ENGINE")
    with contextlib.ExitStack() as stack:
        try:
            provide("docker")
            if named:
                yield NamedEngine(named)
                return
            provide("dockerd", "containerd", "runc")
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


@pytest.fixture(scope="module")
def handlers_turn() -> Iterator[None]:
    """The kernel's handlers as they are, or as the tests of this module make them, and no other run's."""
    try:
        with handlers.turn():
            yield
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture
def person(tmp_path: Path, engine: PrivateEngine | NamedEngine) -> Person:
    """Somebody with the shim first in PATH, and an empty cache, at the engine of the tests."""
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), engine.host)
    somebody.install()
    return somebody
