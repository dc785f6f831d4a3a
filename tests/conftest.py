"""What all tests share: an engine, a registry with the test images, and a person who uses them through the shim.

Tests that need an engine are marked with `engine`. They start a private one of the machine's own Docker, or of the kind
that ANYARCH_TEST_ENGINE names (`26.1-containerd`, see tests/laboratory/engines.py), or use the one whose DOCKER_HOST it
is (it must reach a registry on this machine's 127.0.0.1). People have the client that came with a kind, else the
machine's, unless ANYARCH_TEST_CLIENT is the path of another. Where no engine can be had tests are skipped with the
reason; where CI is "true", such a skip is a failure.
"""

import contextlib
import gc
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from xdist.workermanage import NodeManager

from tests.laboratory import architectures, examples, handlers, scheduling, suites
from tests.laboratory.architectures import native
from tests.laboratory.collection import collection
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.engines import KINDS, Kind
from tests.laboratory.images import Image, Index
from tests.laboratory.installer import installer
from tests.laboratory.person import Person
from tests.laboratory.programs import busybox, emulator, find, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry
from tests.laboratory.turns import Kept
from tests.laboratory.unavailable import Unavailable

examples.load(os.environ)

# A shell ignores ^C for what it starts in the background, and nohup a hangup; what the tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)

TURN = Kept()  # with the kernel's handlers

# What is emulated in tests: none that the CPU may run by itself, and with 386 one whose modes differ.
EMULATED = {"arm64": ("amd64", "386", "s390x")}.get(native().name, ("arm64", "arm", "s390x"))
OTHER_PROGRAMS = {"amd64": ("386", "arm"), "arm64": ("arm",)}


def pytest_configure() -> None:
    """Have a docker client before tests are collected: the clients at hand are parameters of some."""
    with contextlib.suppress(Unavailable):
        provide("docker")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> scheduling.Rows:
    config.option.loadscopereorder = False
    NodeManager.EXIT_TIMEOUT = 60  # seconds that an interrupted worker has to end its engines
    return scheduling.Rows(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        items[:] = scheduling.ordered(items)


def pytest_collection_finish() -> None:
    """Keep Python from searching thousands of tests for garbage again and again."""
    examples.first()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    is_needed = item.get_closest_marker("engine") or (call.excinfo and call.excinfo.errisinstance(Unavailable))
    report = yield
    if report.skipped and is_needed and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped where CI is true: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    yield
    if not handlers.FIXTURES & set(getattr(nextitem, "fixturenames", ())):
        TURN.give_up()


def pytest_unconfigure() -> None:
    TURN.give_up()


@dataclass(frozen=True)
class NamedEngine:
    host: str


@dataclass(frozen=True)
class Chosen:
    """Which engine the tests are run with: a kind, from its chroot, or the host of one that somebody else runs."""

    client: str
    kind: Kind | None = None
    root: str = ""
    host: str = ""


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the clock of the wall, which records are dated by, go forward."""

    def forward(seconds: float) -> None:
        now = time.time() + seconds
        monkeypatch.setattr(time, "time", lambda: now)

    return forward


@pytest.fixture(scope="session")
def foreign() -> str:
    return architectures.foreign()


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    return lambda architecture: busybox(architecture, cache(os.environ))


@pytest.fixture(scope="session")
def images(program: Callable[[str], str], foreign: str) -> dict[str, Image | Index]:
    architectures = (native().name, foreign, *OTHER_PROGRAMS.get(native().name, ()))
    programs = {architecture: Path(program(architecture)).read_bytes() for architecture in architectures}
    emulators = {foreign: Path(emulator(foreign, cache(os.environ))).read_bytes()}
    return collection(native().name, foreign, programs, emulators)


@pytest.fixture(scope="session")
def chosen() -> Chosen:
    named, client = (os.environ.get(name, "") for name in ("ANYARCH_TEST_ENGINE", "ANYARCH_TEST_CLIENT"))
    provide("docker")
    if named not in KINDS:
        return Chosen(client or find("docker"), host=named)
    kind = KINDS[named]
    root = suites.chroot(kind.suite)
    return Chosen(client or kind.client(root), kind, root)


@pytest.fixture(scope="session")
def engine(chosen: Chosen) -> Iterator[PrivateEngine | NamedEngine]:
    if chosen.host:
        yield NamedEngine(chosen.host)
        return
    provide("dockerd", "containerd", "runc")
    with chosen.kind.engine(chosen.root) if chosen.kind else PrivateEngine() as private:
        yield private


@pytest.fixture(scope="session")
def kind(
    engine: PrivateEngine | NamedEngine,
    chosen: Chosen,
    record_testsuite_property: Callable[[str, object], None],
) -> str:
    """What the engine of the tests is called in tests/laboratory/engines.py: its version, and its image store.

    The report (`--junitxml`) gets the versions of all its parts.
    """

    def ask(verb: str, fields: str) -> str:
        words = [chosen.client, "--host", engine.host, verb, "--format", fields]
        return subprocess.run(words, capture_output=True, check=True, text=True).stdout

    versions = json.loads(ask("version", "{{json .}}"))
    parts = {part["Name"]: part["Version"] for part in versions["Server"]["Components"]}
    parts |= {"API": versions["Server"]["ApiVersion"], "client": versions["Client"]["Version"]}
    for name, version in parts.items():
        record_testsuite_property(name, version)
    store = "containerd" if "io.containerd.snapshotter" in ask("info", "{{.DriverStatus}}") else "classic"
    return f"{'.'.join(parts['Engine'].split('.')[:2])}-{store}"


@pytest.fixture(scope="session")
def registry() -> Iterator[PrivateRegistry]:
    provide("docker-registry")
    with PrivateRegistry() as private:
        yield private


@pytest.fixture(scope="session")
def published(registry: PrivateRegistry, images: dict[str, Image | Index]) -> str:
    Publisher(registry.address).publish(images)
    return registry.address


@pytest.fixture(scope="session")
def installer_image(published: str, program: Callable[[str], str]) -> str:
    """The name, with its digest, of an image that installs handlers for `EMULATED`: see laboratory/installer.py."""
    emulators = {each: Path(emulator(each, cache(os.environ))).read_bytes() for each in EMULATED}
    image = installer(Path(program(native().name)).read_bytes(), emulators)
    return f"{published}/installer@{Publisher(published).push('installer', image)}"


@pytest.fixture
def handlers_turn() -> Iterator[None]:
    """The kernel's table of handlers for this test alone, which finds none of the laboratory's."""
    TURN.take("alone", handlers.turn)
    yield
    handlers.throw_away()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, chosen: Chosen) -> Person:
    """Somebody who has installed the shim, and no engine."""
    somebody = Person(str(tmp_path_factory.mktemp("installed")), docker=chosen.client)
    somebody.be_patient()
    somebody.install()
    return somebody


@pytest.fixture
def person(tmp_path: Path, engine: PrivateEngine | NamedEngine, chosen: Chosen, installed: Person) -> Person:
    """Somebody with the shim first in PATH, and an empty cache, at the engine of the tests."""
    home = tmp_path / "home"
    home.mkdir()
    somebody = Person(str(home), engine.host, chosen.client)
    somebody.install_as(installed)
    return somebody
