"""`make bench`: what the shim costs, beside what it is measured against, on this machine, now.

Nothing is asserted. The budgets stand in the last column; the engine, the registry and the images are real.
"""

import os
import platform
import statistics
import sys
import tempfile
import time

from anyarch import cache, engine, platforms
from anyarch.emulation import probe
from laboratory.architectures import native
from laboratory.collection import collection
from laboratory.debian import cache as packages
from laboratory.engine import PrivateEngine
from laboratory.person import Person
from laboratory.programs import busybox, find, provide
from laboratory.publish import Publisher
from laboratory.registry import PrivateRegistry
from tests.bench import emulation, look_ups
from tests.bench.timing import Command, Times, side_by_side

MANY = 100_000
FEW = 10
CROWD = 64
PROBES = 5
RUN = ("run", "--rm", "--network", "none")


def table(title: str, times: dict[str, Times], beside: str, budget: str) -> None:
    """Print the times of several commands, with their ratio to one of them."""
    print(f"\n{title}    (budget: {budget})")
    print(f"  {'':44}{'min':>9}{'median':>9}{'max':>9}   ms   ÷ {beside}")
    for name, each in times.items():
        ratio = each.median / times[beside].median
        print(f"  {name:44}{each.least:9.2f}{each.median:9.2f}{each.most:9.2f}{ratio:11.3f}", flush=True)


class Bench:
    """The person who is timed, once with docker itself behind the shim, and once with `true` in its place.

    Args:
        engine: a private engine.
        image: the name of a native image that is local.
        folder: for their homes.
    """

    def __init__(self, engine: PrivateEngine, image: str, folder: str) -> None:
        self.image = image
        self.person = Person(os.path.join(folder, "docker"), engine.host)
        self.nobody = Person(os.path.join(folder, "true"), engine.host, docker=find("true"))
        for person in (self.person, self.nobody):
            person.install()
            person.docker("pull", image)
            person.docker("run", *RUN[1:], image)

    def shim(self, name: str, *words: str) -> Command:
        """The shim in front of `true`: all that it does itself."""
        return Command(name, [f"{self.nobody.shim}/docker", *words], self.nobody.environment)

    def passing(self) -> None:
        """A command that is none of anyarch's."""
        environment = self.nobody.environment
        commands = [
            Command("true", [find("true")], environment),
            self.shim("shim and true: docker ps", "ps"),
            self.shim("shim and true: docker --debug ps", "--debug", "ps"),
            Command("bash --norc -c :", ["/bin/bash", "--norc", "-c", ":"], environment),
        ]
        table("Passing through", side_by_side(commands, 200), "true", "+1.5 ms")

    def preflight(self) -> None:
        """All of the pre-flight for a local native image."""
        environment = self.nobody.environment
        bare = Command("python -I -S -c pass", [sys.executable, "-I", "-S", "-c", "pass"], environment)
        commands = [bare, self.shim("shim and true: docker run IMAGE", "run", self.image)]
        table("The pre-flight of a local native image", side_by_side(commands, 200), bare.name, "1.6")

    def whole(self) -> None:
        """A whole `docker run`, with and without."""
        words = [*RUN, self.image, "/bin/true"]
        commands = [
            Command("docker run", [self.person.real, *words], self.person.environment),
            Command("docker run, with the shim", [f"{self.person.shim}/docker", *words], self.person.environment),
        ]
        table("A whole docker run of /bin/true", side_by_side(commands, 30), "docker run", "1.05")

    def many_images(self) -> None:
        """The same with few and with many images in the cache."""
        full = Person(f"{self.nobody.environment['HOME']}-full", self.nobody.environment["DOCKER_HOST"], find("true"))
        full.install()
        full.docker("run", self.image)
        for person, number in ((self.nobody, FEW), (full, MANY)):
            folder = cache.folder(dict(person.environment))
            for count in range(number):
                key = f"{person.environment['DOCKER_HOST']} docker.io/library/image{count}:1"
                cache.write(folder, "offered", key, {"platforms": "linux/amd64"})
        few = self.shim(f"{FEW} cached images", "run", self.image)
        many = Command(f"{MANY:,} cached images", [f"{full.shim}/docker", "run", self.image], full.environment)
        table("The pre-flight, by the size of the cache", side_by_side([few, many], 200), few.name, "1.05")

    def crowd(self) -> None:
        """Many whole runs at once."""
        words = [*RUN, self.image, "/bin/true"]
        commands = [
            Command("docker run", [self.person.real, *words], self.person.environment),
            Command("docker run, with the shim", [f"{self.person.shim}/docker", *words], self.person.environment),
        ]
        times = side_by_side(commands, 3, at_once=CROWD)
        table(f"{CROWD} whole runs at once, until the last ends", times, "docker run", "1.1")

    def look_ups(self, image: str) -> None:
        """A whole pre-flight of an image that is not local: found out, revalidated, and remembered."""
        environment = self.nobody.environment
        stale = f"{environment['HOME']}/stale.toml"
        with open(stale, "w", encoding="utf-8") as file:
            file.write("catalog.lifetime = 1e-6\n")
        words = [f"{self.nobody.shim}/docker", "run", image]
        commands = [
            Command("known", words, environment),
            Command("stale, and not moved", words, {**environment, "ANYARCH_CONFIG": stale}),
            Command("not known", words, {**environment, "ANYARCH_CACHE_DIR": "/nowhere"}),
        ]
        table("The pre-flight of an image that is not local", side_by_side(commands, 30), "known", "-")

    def probe(self) -> None:
        """The first probe of an engine."""
        endpoint = engine.resolve({"host": self.person.environment["DOCKER_HOST"]}, {})
        host = platforms.parse(f"linux/{native().name}")
        taken = []
        for _ in range(PROBES):
            began = time.perf_counter()
            probe.executes(endpoint, host, host, 30.0)
            taken.append((time.perf_counter() - began) * 1000)
        print("\nA probe of the engine    (budget: 500 ms)")
        print(f"  min {min(taken):.0f}, median {statistics.median(taken):.0f}, max {max(taken):.0f} ms")

    def emulation(self, foreign: str) -> None:
        """Whole runs of foreign programs."""
        for program, times in emulation.measure(self.person, foreign).items():
            table(f"A whole docker run, {foreign}: {program}", times, "native", "none")


def main() -> None:
    """Bring everything up, and print one table after the other."""
    provide("docker", "dockerd", "containerd", "runc", "docker-registry")
    foreign = "amd64" if native().name == "arm64" else "arm64"
    programs = {}
    for name in (native().name, foreign):
        with open(busybox(name, packages(os.environ)), "rb") as file:
            programs[name] = file.read()
    images = collection(native().name, foreign, programs)
    with (
        PrivateEngine() as private,
        PrivateRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="anyarch-bench-") as folder,
    ):
        publisher = Publisher(registry.address)
        publisher.publish({name: images[name] for name in ("multi", "armonly-index", "armonly-single-v8")})
        publisher.push("multi", images["multi"], "absent")
        bench = Bench(private, f"{registry.address}/multi", folder)
        print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors")
        bench.passing()
        bench.preflight()
        bench.many_images()
        bench.whole()
        bench.crowd()
        bench.look_ups(f"{registry.address}/multi:absent")
        look_ups.by_size(os.path.join(folder, "sizes"))
        look_ups.by_writers(os.path.join(folder, "writers"))
        images_there = (f"{registry.address}/armonly-index", f"{registry.address}/armonly-single-v8")
        look_ups.by_request(bench.person, registry, *images_there)
        bench.probe()
        bench.emulation(foreign)


if __name__ == "__main__":
    main()
