"""The faulty images on the engine of the tests."""

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Chosen, NamedEngine
from tests.laboratory.architectures import native
from tests.laboratory.archive import archive
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.faulty_images import Programs, faulty_images
from tests.laboratory.images import Image
from tests.laboratory.person import Outcome, Person
from tests.laboratory.terminal import Terminal

Load = Callable[..., str]
QUESTIONS = {"install": ("Install?", "installed"), "remove": ("Remove?", "removed")}


@dataclass(frozen=True)
class Patient:
    """An image on the engine, its user, and the directory where they type commands."""

    person: Person
    image: str
    folder: Path

    def run(self, *flags: str, image: str = "") -> Outcome:
        """Run the image, or another one, with the real docker, and leave the container for a look."""
        return self.person.real_docker("run", *flags, image or self.image)

    def report(self, word: str = "") -> dict[str, Any]:
        done = self.person.anyarch("diagnose", "--json", word or self.image)
        assert done.status in (0, 1), done.errors
        report: dict[str, Any] = json.loads(done.output)
        assert (done.status == 1) == bool(report["conclusion"])
        return report

    def cause(self, word: str = "") -> str:
        conclusion = self.report(word)["conclusion"]
        return str(conclusion["cause"]) if conclusion else ""

    def fix(self, word: str = "", inside: Callable[[Sequence[str]], Sequence[str]] = list) -> Outcome:
        """Type the commands that the diagnosis gives one after the other, as they are printed, in one shell.

        Args:
            word: what is diagnosed, if it is not the image.
            inside: brings a program to where the commands are for: the engine's machine, if it is not this one.
        """
        conclusion = self.report(word)["conclusion"]
        assert conclusion["commands"]
        words = ["/bin/sh", "-e", "-c", "\n".join(conclusion["commands"])]
        return self.person.run(inside(words), folder=str(self.folder))

    def forget(self) -> None:
        """Lose the cache."""
        shutil.rmtree(os.path.join(self.person.environment["HOME"], ".cache"))


Admit = Callable[[str], Patient]


@pytest.fixture(scope="session")
def faulty(faulty_programs: Programs, foreign: str) -> dict[str, Image]:
    if native().name != "amd64":
        pytest.skip("the faulty images are made for an amd64 engine")
    return faulty_images(native().name, foreign, faulty_programs)


@pytest.fixture
def installing(person: Person, foreign: str, installer_image: str) -> Iterator[Person]:
    """Somebody whose anyarch installs emulators from an image that is there."""
    assert person.anyarch("config", "set", "emulation.image", installer_image).status == 0
    yield person
    person.anyarch("emulators", "remove", "--yes", f"linux/{foreign}")
    person.real_docker("rmi", "--force", installer_image)


def typed(person: Person, command: str) -> Outcome:
    """Type a command; a question of anyarch's is answered with yes."""
    words = shlex.split(command)
    if words[:2] != ["anyarch", "emulators"]:
        return person.real_docker(*words[1:]) if words[0] == "docker" else person.anyarch(*words[1:])
    question, answer = QUESTIONS[words[2]]
    with Terminal([*person.command, *words[1:]], person.environment, "/") as terminal:
        terminal.expect(question)
        terminal.enter("y")
        terminal.expect(answer)
    return Outcome(0, "", "")


@contextlib.contextmanager
def events(person: Person, name: str, of: str) -> Iterator[Iterator[bytes]]:
    """What happens to a container or an image from now on, a line for each event of that name."""
    filters = ("--filter", f"event={name}", "--filter", of)
    words = [person.real, "events", "--since", f"{time.time():.9f}", *filters]
    with subprocess.Popen(words, env=person.environment, stdout=subprocess.PIPE) as watching:
        assert watching.stdout
        try:
            yield iter(watching.stdout)
        finally:
            watching.terminate()


@pytest.fixture
def load(engine: PrivateEngine | NamedEngine, chosen: Chosen, faulty: dict[str, Image]) -> Callable[..., str]:
    """Put a faulty image onto the engine; its tag."""

    def put(name: str, tag: str = "") -> str:
        tag = tag or f"faulty-{name}:latest"
        words = [chosen.client, "--host", engine.host, "load", "--quiet"]
        subprocess.run(words, input=archive(faulty[name], tag), check=True, stdout=subprocess.DEVNULL)
        return tag

    return put


@pytest.fixture
def patient(person: Person, load: Load, tmp_path: Path) -> Iterator[Admit]:
    """Admits an image; the containers that are left for a look hold layers, and go with the test."""

    def containers() -> set[str]:
        return set(person.real_docker("ps", "--all", "--quiet").output.split())

    before = containers()
    clients = tmp_path / "clients"
    clients.mkdir()
    (clients / "docker").symlink_to(person.real)
    person.environment["PATH"] = f"{clients}:{person.environment['PATH']}"
    yield lambda name: Patient(person, load(name), tmp_path)
    for container in containers() - before:
        person.real_docker("rm", "--force", container)
