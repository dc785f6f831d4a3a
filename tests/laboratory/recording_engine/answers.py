"""What a recording engine claims to be, and the tables it answers from.

References in the tables are written as a person types them, with a tag or without (`alpine`, `ghcr.io/a/b:1`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Protocol

from tests.laboratory.recording_engine.exchange import Exchange


class Fault(Protocol):
    """Something that takes the place of the proper answer to a request."""

    def play(self, exchange: Exchange) -> None:
        """Answers the exchange in its own way."""


@dataclass(frozen=True)
class Answer:
    """A status and what `json.dumps` takes, which need not make sense; as a Fault it replaces the proper answer."""

    status: int
    document: Any

    @property
    def is_found(self) -> bool:
        return self.status == HTTPStatus.OK

    def play(self, exchange: Exchange) -> None:
        exchange.answer(self.status, self.document)


def refused(status: int, message: str) -> Answer:
    """An error as the engine words it: `{"message": ...}`."""
    return Answer(status, {"message": message})


class Store(StrEnum):
    """How an engine keeps images: one platform a tag, or the whole index with what was pulled of it."""

    CLASSIC = "classic"
    CONTAINERD = "containerd"


@dataclass(frozen=True)
class Answers:
    """An engine's claims and tables.

    Attributes:
        architecture: GOARCH, which `/version` gives; `/info` gives what uname says for it.
        os: GOOS of the containers.
        system: What `/info` calls the operating system: a distribution, or a product such as "Docker Desktop".
        name: What `/info` calls the machine.
        api_version: The newest API version spoken.
        minimum_api_version: The oldest one. The CLI's `run` needs 1.30 (before, it follows `/events`).
        store: Where a pull puts an image.
        images: Local images: reference to what `GET /images/NAME/json` answers.
        distribution: Images in the registry: reference to what `GET /distribution/NAME/json` answers.
        arrivals: What becomes local when a reference is pulled, where its distribution answer does not tell or lies.
        exit_status: What a started container exits with at once; None for one that runs until it is killed.
        output: What a container writes to its standard output.
        error_output: What it writes to its standard error; with a terminal this follows the output.
        executes: What a container of a loaded image exits with, by the architecture of its program (None as above);
            one that is not named here ends as programs do that no CPU and no handler takes.
        loads_folders: Whether an image of several files can be loaded, such as the one that copies the kernel's table.
        info: What else `/info` says.
        is_here: Whether it is on this machine: `/info` gives its name and kernel, and a registry on 127.0.0.1 gets a
            HEAD for an image that is not in `distribution`, however it answers.
        faults: Path pattern (`fnmatch`, no version and no query: `/distribution/*`) to what is done instead of
            answering. The first pattern that fits counts.
    """

    architecture: str = "amd64"
    os: str = "linux"
    system: str = "Debian GNU/Linux 12 (bookworm)"
    name: str = "recording engine"
    api_version: str = "1.49"
    minimum_api_version: str = "1.24"
    store: Store = Store.CLASSIC
    images: Mapping[str, Answer] = field(default_factory=dict)
    distribution: Mapping[str, Answer] = field(default_factory=dict)
    arrivals: Mapping[str, Answer] = field(default_factory=dict)
    exit_status: int | None = 0
    output: bytes = b""
    error_output: bytes = b""
    executes: Mapping[str, int | None] = field(default_factory=dict)
    loads_folders: bool = False
    info: Mapping[str, Any] = field(default_factory=dict)
    is_here: bool = False
    faults: Mapping[str, Fault] = field(default_factory=dict)

    @property
    def platform(self) -> str:
        return f"{self.os}/{self.architecture}"
