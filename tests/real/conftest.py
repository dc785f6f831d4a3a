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

from tests.conftest import EMULATED, TURN, Chosen, NamedEngine
from tests.laboratory import handlers, private_programs
from tests.laboratory import ways as engines_elsewhere
from tests.laboratory.architectures import ARCHITECTURES, native
from tests.laboratory.archive import archive
from tests.laboratory.collection import shell
from tests.laboratory.debian import cache
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_images import Programs
from tests.laboratory.faulty_programs import gather
from tests.laboratory.handlers import executes
from tests.laboratory.images import DOCKER, Entry, Image, Index, Platform, index
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator
from tests.laboratory.publish import Publisher
from tests.laboratory.ways import Ways
from tests.real.differential.cases import others

QUIETLY = ("--rm", "--network", "none")
ON_AMD64 = pytest.mark.skipif(native().name != "amd64", reason="this is about amd64 engines")
TIMEOUT = 300  # seconds for one request on a busy machine
INSTALLED = ("anyarch-", "qemu-")  # how the handlers are called that tests have installed
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


@pytest.fixture(scope="module", params=["registered", "absent"])
def registered(request: pytest.FixtureRequest) -> bool:
    """Whether the kernel has handlers for foreign programs; each test with `emulation` runs with and without."""
    return str(request.param) == "registered"


@pytest.fixture
def emulation(machine: Machine, program: Callable[[str], str], *, registered: bool) -> bool:
    """As `registered`, in the kernel during the test, which shares its turn with others that want the same."""
    architectures = others(machine.native, machine.foreign)
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
def unaided(handlers_turn: None, foreign: str, program: Callable[[str], str]) -> None:  # noqa: ARG001 - must be there first
    """A turn alone, and nothing executes foreign programs but handlers that the test registers."""
    skip_where_executed(program, [foreign])


@pytest.fixture(scope="session")
def qemu(foreign: str) -> str:
    return emulator(foreign, cache(os.environ))


@pytest.fixture(scope="session")
def programs() -> str:
    """A folder with the programs of a pack."""
    return private_programs.folder(cache(os.environ))


@pytest.fixture(scope="session")
def faulty_programs(program: Callable[[str], str], foreign: str) -> Programs:
    return gather(program, native().name, foreign, cache(os.environ))


@pytest.fixture(scope="session")
def engine_socket(engine: PrivateEngine | NamedEngine) -> str:
    """Where the engine listens on this machine."""
    scheme, _, path = engine.host.partition("://")
    if scheme != "unix":
        pytest.skip("the named engine does not listen on a socket of this machine")
    return path


@pytest.fixture(scope="module")
def somebody(
    tmp_path_factory: pytest.TempPathFactory, engine: PrivateEngine | NamedEngine, chosen: Chosen, installed: Person
) -> Person:
    """A person with the shim, for all tests of a module."""
    found = Person(str(tmp_path_factory.mktemp("home")), engine.host, chosen.client)
    found.install_as(installed)
    return found


@pytest.fixture
def emptied_handlers(handlers_turn: None, program: Callable[[str], str]) -> Iterator[None]:  # noqa: ARG001
    """No handler at the beginning, none at the end; the kernel's table is where systemd would have it."""
    skip_where_executed(program, EMULATED)
    with handlers.mounted():
        yield
        lose_installed()


def skip_where_executed(program: Callable[[str], str], architectures: Iterable[str]) -> None:
    """Skip a test that needs that nothing executes these architectures, where something of the machine's own does."""
    for architecture in architectures:
        if executes(program(architecture)):
            pytest.skip(f"this machine runs {architecture} by itself")


def lose(entry: str) -> None:
    """Take a handler out of the kernel behind anyarch's back, as a reboot would."""
    handlers.write(os.path.join(handlers.FOLDER, entry), b"-1")


def lose_installed() -> None:
    """Take all handlers that tests have installed out of the kernel."""
    for entry in os.listdir(handlers.FOLDER) if os.path.isdir(handlers.FOLDER) else ():
        if entry.startswith(INSTALLED):
            lose(entry)


@pytest.fixture(scope="session")
def multi(images: dict[str, Image | Index]) -> Index:
    """The content of the image that is there for both architectures."""
    found = images["multi"]
    assert isinstance(found, Index)
    return found


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
    """

    def __init__(self, person: Person, registry: str, machine: Machine, builds: Mapping[str, Image]) -> None:
        self.person = person
        self.registry = registry
        self.machine = machine
        self.builds = builds
        self.adopted: set[str] = set()
        self.engine = docker.APIClient(person.environment["DOCKER_HOST"], version="auto", timeout=TIMEOUT)

    def name(self, image: str) -> str:
        return f"{self.registry}/{image}"

    def clear(self) -> None:
        """Remove everything that came from the registry, or was built under its names, also what has lost its name.

        Containers go first: layers that one of them still uses make other images look incomplete in containerd's store.
        """
        own = f"{self.registry}/"
        ours = {each["Id"] for each in self.engine.images() if any(name.startswith(own) for name in names(each))}
        ours |= self.adopted
        for container in self.engine.containers(all=True):
            if container["Image"].startswith(own) or not ours.isdisjoint((container["Image"], container["ImageID"])):
                with contextlib.suppress(docker.errors.APIError):
                    self.engine.remove_container(container["Id"], force=True)
        for identity in ours:
            with contextlib.suppress(docker.errors.APIError):
                self.engine.remove_image(identity, force=True)
        self.adopted.clear()

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
            self.load(self.builds["foreign"], name)
        self.adopt(name)
        return name

    def _pull(self, name: str, platform: str | None = None) -> None:
        repository, tag = docker.utils.parse_repository_tag(name)
        answer = self.engine.pull(repository, tag or "latest", platform=platform)
        assert '"error"' not in answer, answer

    def load(self, image: Image, name: str) -> None:
        """Put an image onto the engine that comes from no registry."""
        answers = [*self.engine.load_image(archive(image, f"{name}:latest"))]  # type: ignore[no-untyped-call]
        assert not any("error" in answer for answer in answers), answers

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
        with contextlib.suppress(docker.errors.NotFound):
            told: dict[str, Any] = self.engine.inspect_image(name)  # type: ignore[no-untyped-call]
            return told
        return {}


def names(image: Mapping[str, Any]) -> list[str]:
    """What a listed image is called, by tag and by digest."""
    return [*(image["RepoTags"] or ()), *(image["RepoDigests"] or ())]


@pytest.fixture
def store(person: Person, published: str, machine: Machine, builds: dict[str, Image]) -> Iterator[Store]:
    cleared = Store(person, published, machine, builds)
    yield cleared
    cleared.clear()
    cleared.engine.close()
