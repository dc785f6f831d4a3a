"""What all that is timed needs: an engine, a registry, images, and users whose shim knows the image by a memo.

One user has docker itself behind the shim, and another `true` in its place, under docker's name: what takes time then
is all the shim's.
"""

import os
import shutil
from dataclasses import dataclass

from tests.bench.timing import Command
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Person
from tests.laboratory.programs import find
from tests.laboratory.registry import PrivateRegistry

RUN = ("run", "--rm", "--network", "none")


@dataclass(frozen=True)
class Bench:
    """A private engine, a private registry with the collection's images, and a folder for the users' homes."""

    engine: PrivateEngine
    registry: PrivateRegistry
    folder: str
    foreign: str  # an architecture that is not the engine's

    @property
    def image(self) -> str:
        """The name of a native image, which `user` makes local."""
        return f"{self.registry.address}/multi"

    def user(self, name: str, host: str = "", *, is_idle: bool = True) -> Person:
        """A new user with the image, of which the first run has left a memo; if idle, `true` stands for docker."""
        home = os.path.join(self.folder, name)
        os.makedirs(os.path.join(home, "idle"))
        idle = shutil.copy(find("true"), os.path.join(home, "idle", "docker"))
        person = Person(home, host or self.engine.host, idle if is_idle else None)
        person.install()
        Person(home, self.engine.host).real_docker("pull", "--quiet", self.image)
        person.docker(*RUN, self.image, "/bin/true")
        person.age()  # memos count of what has been as it is for long
        os.utime(self.engine.socket, (1, 1))
        for _ in range(2):  # in the first, the shim learns again what it forgets after a change of settings
            person.docker("--debug", "run", self.image)
        return person


def shim(name: str, person: Person, *words: str) -> Command:
    return Command(name, [f"{person.shim}/docker", *words], person.environment)
