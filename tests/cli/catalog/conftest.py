"""A catalog between a recording engine, which says what it is told to, and a registry that may answer wrongly."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from anyarch.catalog.catalog import Catalog
from anyarch.oci import references
from anyarch.oci.references import Reference
from anyarch.person.settings import Settings
from tests.laboratory import asked
from tests.laboratory.collection import shell
from tests.laboratory.faulty_registry import FaultyRegistry
from tests.laboratory.images import OCI, Entry, Image, Index, Platform, index
from tests.laboratory.recording_engine import Answer, Answers, Fault, RecordingEngine
from tests.laboratory.registry import Credentials

DAY = 86400.0
MINUTES = 300.0
PATIENCE = 60.0
Later = Callable[[float], None]
PROGRAM = b"\x7fELF"


def single(architecture: str, variant: str = "") -> Image:
    """An image in OCI format, with nothing that could run."""
    return shell(PROGRAM, Platform(architecture, variant), OCI)


CONTENT = index([Entry(single(name), Platform(name)) for name in ("arm64", "s390x")], OCI)
PLATFORMS = ["linux/arm64", "linux/s390x"]


def distribution(content: Image | Index, platforms: list[str] | None = PLATFORMS) -> Answer:
    """What an engine says of that content in a registry."""
    listed = None
    if platforms is not None:
        listed = [dict(zip(("os", "architecture", "variant"), each.split("/"), strict=False)) for each in platforms]
    return Answer(200, {"Descriptor": content.manifest.descriptor(), "Platforms": listed})


@dataclass
class Setting:
    """One registry, one engine in front of it, one cache.

    Attributes:
        folder: for the engine's socket, docker's settings and the cache.
        is_here: whether engines are on this machine.
        info: what else engines say of themselves.
        host: the engine's address, once there is one.
    """

    folder: Path
    registry: FaultyRegistry
    lifetime: float = DAY
    is_direct: bool = True
    is_here: bool = True
    info: dict[str, object] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    host: str = ""

    def name(self, image: str) -> Reference:
        return references.parse(f"{self.registry.address}/{image}")

    def engine(self, answer: Answer, image: str = "sound", faults: dict[str, Fault] | None = None) -> RecordingEngine:
        answers = Answers(
            distribution={str(self.name(image)): answer}, faults=faults or {}, info=self.info, is_here=self.is_here
        )
        started = RecordingEngine(self.folder, answers)
        self.host = started.host
        return started

    def catalog(self, patience: float = PATIENCE, host: str = "") -> Catalog:
        variables = {
            **self.environment,
            "DOCKER_CONFIG": str(self.folder / "docker"),
            "ANYARCH_CACHE_DIR": str(self.folder / "cache"),
        }
        settings = Settings(catalog_lifetime=self.lifetime, catalog_direct=self.is_direct)
        return Catalog(asked.engine(host or self.host, patience, settings, **variables))

    def offered(self, image: str = "sound", *, live: bool = False) -> list[str]:
        """What a new command finds out to be offered."""
        return [str(each) for each in self.catalog().look_up(self.name(image), live=live).platforms]

    def looked_up(self, engine: RecordingEngine) -> list[str]:
        """What an engine was asked about images of the registry; anything else is about the way there."""
        return [each.path for each in engine.requests if each.path.startswith(f"/distribution/{self.registry.address}")]

    def asked(self) -> list[tuple[str, int]]:
        """The registry's own list of requests since the last call."""
        requests = [(asked.method, asked.status) for asked in self.registry.asked if asked.target != "/v2/"]
        self.registry.asked.clear()
        return requests


def log_in(setting: Setting, who: Credentials, *registries: str) -> None:
    """Write what `docker login` writes for registries, or else for the setting's own, into a new file as it does."""
    folder = setting.folder / "docker"
    folder.mkdir(exist_ok=True)
    auth = {"auth": base64.b64encode(f"{who.user}:{who.password}".encode()).decode()}
    logins = dict.fromkeys(registries or (setting.registry.address,), auth)
    (folder / "new").write_text(json.dumps({"auths": logins}))
    (folder / "new").rename(folder / "config.json")


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    with FaultyRegistry(CONTENT) as registry:
        yield Setting(tmp_path, registry)
