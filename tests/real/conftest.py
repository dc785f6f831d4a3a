"""For tests against a real engine: what is local before a command, and which handlers the kernel has."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import docker.errors
import docker.utils
import pytest

from tests.conftest import EMULATED, TURN
from tests.laboratory import handlers
from tests.laboratory import ways as engines_elsewhere
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.archive import archive
from tests.laboratory.collection import shell
from tests.laboratory.debian import cache
from tests.laboratory.handlers import executes
from tests.laboratory.images import DOCKER, Entry, Image, Platform, index
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator
from tests.laboratory.publish import Publisher
from tests.laboratory.ways import Ways

BUILT_HERE = {"Labels": {"built": "here"}}  # what no image in the registry has
QUIETLY = ("--rm", "--network", "none")
TIMEOUT = 300  # seconds for one request on a busy machine
INSTALLED = ("anyarch-", "qemu-")  # how the handlers are called that tests have installed
UNEXECUTED = {"28.5": 255}  # with runc 1.3; 1 with the 1.1 of older ones
NO_MATCH = {"26.1-containerd": "no match for platform in manifest"}  # what an engine says of an index without its own


@dataclass(frozen=True)
class Machine:
    """The two architectures of these tests: the engine's own, and one that only an emulator runs."""

    native: str
    foreign: str

    @property
    def native_name(self) -> str:
        """What `uname -m` prints in a native container."""
        return ARCHITECTURES[self.native].uname

    @property
    def foreign_name(self) -> str:
        """What `uname -m` prints in an emulated one."""
        return ARCHITECTURES[self.foreign].uname


@pytest.fixture(scope="session")
def machine(foreign: str) -> Machine:
    return Machine(native().name, foreign)


@pytest.fixture(scope="session")
def builds(machine: Machine, program: Callable[[str], str]) -> dict[str, Image]:
    """What somebody builds here, by `native` and `foreign`; neither image nor layer is one of the registry's."""
    return {
        word: shell(Path(program(architecture)).read_bytes(), Platform(architecture), DOCKER, {"/built": b"here"})
        for word, architecture in (("native", machine.native), ("foreign", machine.foreign))
    }


@pytest.fixture(scope="session")
def unexecuted(kind: str) -> int:
    """The status of a container whose program is not executed: Docker's own word for it, by its version's runc."""
    return UNEXECUTED.get(kind.partition("-")[0], 1)


@pytest.fixture(scope="module", params=["registered", "absent"])
def registered(request: pytest.FixtureRequest) -> bool:
    """Whether the kernel has handlers for foreign programs; each test with `emulation` runs with and without."""
    return str(request.param) == "registered"


@pytest.fixture
def emulation(machine: Machine, program: Callable[[str], str], *, registered: bool) -> bool:
    """As `registered`, in the kernel during the test, which shares its turn with others that want the same."""
    architectures = [machine.foreign, "arm"] if machine.native == "amd64" else [machine.foreign]
    share_turn(architectures if registered else [])
    if not registered:
        skip_where_executed(program, architectures)
    return registered


@pytest.fixture
def no_handlers(request: pytest.FixtureRequest, program: Callable[[str], str]) -> None:
    """No handler in the kernel during the test, which shares its turn with others that want none.

    A test that registers one asks for `handlers_turn` as well, and has its turn alone.
    """
    if "handlers_turn" not in request.fixturenames:
        share_turn([])
    skip_where_executed(program, EMULATED)


def share_turn(architectures: Sequence[str]) -> None:
    """Have a turn in which the kernel has handlers for these architectures, and no others of the laboratory's."""
    interpreters = {each: emulator(each, cache(os.environ)) for each in architectures}
    TURN.take(interpreters, lambda: handlers.shared(interpreters))


@pytest.fixture
def emptied_handlers(handlers_turn: None, program: Callable[[str], str]) -> Iterator[None]:  # noqa: ARG001
    """No handler at the beginning, none at the end; the kernel's table is where systemd would have it."""
    skip_where_executed(program, EMULATED)
    with handlers.mounted():
        yield
        for entry in os.listdir(handlers.FOLDER):
            if entry.startswith(INSTALLED):
                lose(entry)


def skip_where_executed(program: Callable[[str], str], architectures: Iterable[str]) -> None:
    """Skip a test that needs that nothing executes these architectures, where something of the machine's own does."""
    for architecture in architectures:
        if executes(program(architecture)):
            pytest.skip(f"this machine runs {architecture} by itself")


def lose(entry: str) -> None:
    """Take a handler out of the kernel behind anyarch's back, as a reboot would."""
    handlers.write(os.path.join(handlers.FOLDER, entry), b"-1")


@pytest.fixture(scope="session")
def published_installer(published: str, installer_image: str, program: Callable[[str], str]) -> str:
    """The installer's name in the registry, with its digest; the foreign images `only-ARCHITECTURE` are there too."""
    publisher = Publisher(published)
    for architecture in EMULATED:
        platform = Platform(architecture, "v7" if architecture == "arm" else "")
        built = shell(Path(program(architecture)).read_bytes(), platform, DOCKER)
        publisher.push(f"only-{architecture}", index([Entry(built, platform)], DOCKER))
    return installer_image


@pytest.fixture(scope="session")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    """Engines elsewhere, as far as docker and anyarch can tell."""
    with engines_elsewhere.opened(str(tmp_path_factory.mktemp("certificates"))) as opened:
        yield opened


class Store:
    """The engine's local images, of which only those are touched that have the tests' registry in their name or had.

    They are prepared over the engine's API, as a process of docker's for each step would take longer than the engine.

    Args:
        person: whose engine it is.
        registry: the registry's address.
        machine: what is native and what is foreign.
        foreign_busybox: the foreign program that a local build has.
    """

    def __init__(self, person: Person, registry: str, machine: Machine, foreign_busybox: bytes) -> None:
        self.person = person
        self.registry = registry
        self.machine = machine
        self.foreign_busybox = foreign_busybox
        self.adopted: set[str] = set()
        self.engine = docker.APIClient(person.environment["DOCKER_HOST"], version="auto", timeout=TIMEOUT)

    def name(self, image: str) -> str:
        """The image's name in the registry."""
        return f"{self.registry}/{image}"

    def clear(self) -> None:
        """Remove everything that came from the registry, or was built under its names, also what has lost its name.

        Containers go first: layers that one of them still uses make other images look incomplete in containerd's store.
        """
        ours = {image["Id"] for image in self.engine.images() if any(map(self._is_ours, names(image)))} | self.adopted
        for container in self.engine.containers(all=True):
            if self._is_ours(container["Image"]) or not ours.isdisjoint((container["Image"], container["ImageID"])):
                with contextlib.suppress(docker.errors.APIError):
                    self.engine.remove_container(container["Id"], force=True)
        for identity in ours:
            with contextlib.suppress(docker.errors.APIError):
                self.engine.remove_image(identity, force=True)
        self.adopted.clear()

    def _is_ours(self, name: str) -> bool:
        return name.startswith(f"{self.registry}/")

    def prepare(self, image: str, state: str) -> str:
        """Bring the image into a state; its name.

        The states are `absent`, `native`, `foreign` and `moved` (native, then foreign under the same name), all pulled,
        and `built` (foreign).
        """
        self.clear()
        name = self.name(image)
        if state in {"native", "moved"}:
            self._pull(name)
            self.adopt(name)
        if state in {"foreign", "moved"}:
            self._pull(name, f"linux/{self.machine.foreign}")
        elif state == "built":
            built = shell(self.foreign_busybox, Platform(self.machine.foreign), DOCKER, settings=BUILT_HERE)
            answers = [*self.engine.load_image(archive(built, f"{name}:latest"))]  # type: ignore[no-untyped-call]
            assert not any("error" in answer for answer in answers), answers
        self.adopt(name)
        return name

    def _pull(self, name: str, platform: str | None = None) -> None:
        repository, tag = docker.utils.parse_repository_tag(name)
        answer = self.engine.pull(repository, tag or "latest", platform=platform)
        assert '"error"' not in answer, answer

    def adopt(self, name: str) -> None:
        """Remember the local image of that name, if there is one, to be removed whatever it is called by then."""
        self.adopted |= {self.identity(name)} - {""}

    def succeed(self, *words: str) -> str:
        """Run the real docker, which must succeed; what it prints."""
        done = self.person.real_docker(*words)
        assert done.status == 0, done.errors
        return done.output.strip()

    def identity(self, name: str) -> str:
        """The local image's ID; empty if there is none."""
        return str(self._inspected(name).get("Id", ""))

    def platform(self, name: str) -> str:
        """What the local image says it is for; empty if there is none."""
        told = self._inspected(name)
        return f"{told.get('Os', '')}/{told.get('Architecture', '')}" if told else ""

    def _inspected(self, name: str) -> dict[str, Any]:
        try:
            told: dict[str, Any] = self.engine.inspect_image(name)  # type: ignore[no-untyped-call]
        except docker.errors.NotFound:
            return {}
        return told


def names(image: Mapping[str, Any]) -> list[str]:
    """What a listed image is called, by tag and by digest."""
    return [*(image["RepoTags"] or ()), *(image["RepoDigests"] or ())]


@pytest.fixture
def store(person: Person, published: str, machine: Machine, program: Callable[[str], str]) -> Iterator[Store]:
    with open(program(machine.foreign), "rb") as file:
        cleared = Store(person, published, machine, file.read())
    yield cleared
    cleared.clear()
    cleared.engine.close()
