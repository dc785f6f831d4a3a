"""`make bench`: what the shim costs, beside what it is measured against, on this machine, now.

Each budget is a row with the figure that it bounds and a verdict. Nothing is asserted, and a machine that has much else
to do tells little. The engine, the registry and the images are real.
"""

import os
import platform
import shlex
import statistics
import sys
import tempfile
import time

from anyarch.bare import records
from anyarch.emulators import probe
from anyarch.oci import platforms
from tests.bench import emulation, lookups
from tests.bench.report import Budget, budgets, figure, ratio, table
from tests.bench.timing import Command, Times, side_by_side
from tests.laboratory import asked
from tests.laboratory.architectures import native
from tests.laboratory.collection import collection
from tests.laboratory.debian import cache as packages
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.person import Person
from tests.laboratory.programs import busybox, find, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.recording_docker import RecordingDocker
from tests.laboratory.registry import PrivateRegistry

MANY = 100_000
FEW = 10
CROWD = 64
PROBES = 5
RUN = ("run", "--rm", "--network", "none")
MOST_ADDED, MOST_PROBING = 1.5, 500.0  # milliseconds
DIRECT, BARE, RELAY = "direct: docker ps --all", "python -I -S -c pass", "bash -p and exec"
PASSED, READ, LOOKED = "shim: docker ps --all", "shim: docker run --help", "shim: docker run IMAGE"
WITHOUT, WITH = "docker run", "docker run, with the shim"


class Bench:
    """The person who is timed, once with docker itself behind the shim, and once with `true` in its place.

    Args:
        engine: a private engine.
        image: the name of a native image that is local.
        folder: for their homes.

    Attributes:
        budgets: what has been measured of them.
    """

    def __init__(self, engine: PrivateEngine, image: str, folder: str) -> None:
        self.image = image
        self.budgets: list[Budget] = []
        self.person = Person(os.path.join(folder, "docker"), engine.host)
        self.nobody = Person(os.path.join(folder, "true"), engine.host, docker=find("true"))
        for person in (self.person, self.nobody):
            person.install()
            person.docker("pull", image)
            person.docker("run", *RUN[1:], image)

    def shim(self, name: str, *words: str) -> Command:
        """The shim in front of `true`: all that it does itself."""
        return Command(name, [f"{self.nobody.shim}/docker", *words], self.nobody.environment)

    def own_time(self, folder: str) -> None:
        """All that anyarch does itself, from a command that is none of its own to the pre-flight of a native image."""
        environment = self.nobody.environment
        relay = os.path.join(folder, "relay")
        with open(relay, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/bash -p\nexec {find("true")} "$@"\n')
        os.chmod(relay, 0o700)
        commands = [  # all with several words: `true` is slower with a single one, in which it looks for its help
            Command(DIRECT, [find("true"), "ps", "--all"], environment),
            Command("bash --norc -c :", ["/bin/bash", "--norc", "-c", ":"], environment),
            Command(RELAY, [relay, "ps", "--all"], environment),
            self.shim(PASSED, "ps", "--all"),
            self.shim("shim: docker --debug ps", "--debug", "ps"),
            Command(BARE, [sys.executable, "-I", "-S", "-c", "pass"], environment),
            self.shim(READ, "run", "--help"),
            self.shim(LOOKED, "run", self.image),
        ]
        times = side_by_side(commands, 300)
        table("What anyarch does itself: `true` stands for docker", times, BARE)
        added = times[PASSED].least - times[DIRECT].least
        self.budgets += [
            Budget("pass-through, PATH shim", f"+{added:.2f} ms", "+1.5 ms", added <= MOST_ADDED),
            self.function(),
            ratio("run of a local native image", times, LOOKED, BARE, 1.6),
        ]
        least = {name: each.least for name, each in times.items()}
        stages = {
            "start of a program": least[DIRECT],
            "bash": least[RELAY] - least[DIRECT],
            "the launcher's lines": least[PASSED] - least[RELAY],
            "Python": least[BARE] - least[DIRECT],
            "anyarch's modules, reading": least[READ] - least[PASSED] - least[BARE] + least[DIRECT],
            "one question to the engine": least[LOOKED] - least[READ],
        }
        figure("Where the time of `docker run IMAGE` goes before docker, in the fastest of all rounds", stages)

    def function(self) -> Budget:
        """Passing through by the shell function."""
        docker = RecordingDocker(os.path.join(self.nobody.environment["HOME"], "recording"))
        script = f". {shlex.quote(self.nobody.shim)}/init.bash\ndocker ps\necho $$"
        path = f"{os.path.dirname(docker.path)}:{self.nobody.environment['PATH']}"
        shell = self.nobody.run(["bash", "--norc", "-c", script], {"PATH": path}).output.strip()
        call = docker.call()
        between = "none" if str(call.parent) == shell and not call.had_children else "some"
        return Budget("pass-through, shell function: processes", between, "none", between == "none")

    def whole(self) -> None:
        """A whole `docker run`, with and without."""
        words = [*RUN, self.image, "/bin/true"]
        commands = [
            Command(WITHOUT, [self.person.real, *words], self.person.environment),
            Command(WITH, [f"{self.person.shim}/docker", *words], self.person.environment),
        ]
        times = side_by_side(commands, 30)
        table("A whole docker run of /bin/true", times, WITHOUT)
        self.budgets.append(ratio("a whole docker run", times, WITH, WITHOUT, 1.05))

    def many_images(self) -> None:
        """The same with few and with many images in the cache."""
        full = Person(f"{self.nobody.environment['HOME']}-full", self.nobody.environment["DOCKER_HOST"], find("true"))
        full.install()
        full.docker("run", self.image)
        for person, number in ((self.nobody, FEW), (full, MANY)):
            folder = records.folder(dict(person.environment))
            for count in range(number):
                key = f"{person.environment['DOCKER_HOST']} docker.io/library/image{count}:1"
                records.write(folder, "offered", key, {"platforms": "linux/amd64"})
        few = self.shim(f"{FEW} cached images", "run", self.image)
        many = Command(f"{MANY:,} cached images", [f"{full.shim}/docker", "run", self.image], full.environment)
        times = side_by_side([few, many], 200)
        table("The pre-flight, by the size of the cache", times, few.name)
        self.budgets.append(ratio(f"the pre-flight with {MANY:,} cached images", times, many.name, few.name, 1.05))

    def crowd(self) -> None:
        """Many whole runs at once."""
        words = [*RUN, self.image, "/bin/true"]
        commands = [
            Command(WITHOUT, [self.person.real, *words], self.person.environment),
            Command(WITH, [f"{self.person.shim}/docker", *words], self.person.environment),
        ]
        times = side_by_side(commands, 3, at_once=CROWD)
        table(f"{CROWD} whole runs at once, until the last ends", times, WITHOUT)
        self.budgets.append(ratio(f"{CROWD} whole runs at once", times, WITH, WITHOUT, 1.1))

    def lookups(self, image: str) -> None:
        """A whole pre-flight of an image that is not local: found out, revalidated, and remembered."""
        environment = self.nobody.environment
        stale = f"{environment['HOME']}/stale.toml"
        with open(stale, "w", encoding="utf-8") as file:
            file.write("catalog.lifetime = 1e-6\n")
        words = [f"{self.nobody.shim}/docker", "run", image]
        commands = [
            Command("known", words, environment),
            Command("stale, and not moved", words, {**environment, "ANYARCH_CONFIG": stale}),
            Command("not known", words, {**environment, "ANYARCH_CACHE_DIR": "/dev/null/cache"}),
        ]
        table("The pre-flight of an image that is not local", side_by_side(commands, 30), "known")

    def questions(self, registry: PrivateRegistry, image: str, single: str) -> None:
        """What each command costs the registry."""
        asked = lookups.by_request(self.person, registry, image, single)
        for which, most in (("first look", 1), ("second look", 0), ("look at a stale tag", 0)):
            name = f"{which}: manifests got from the registry"
            self.budgets.append(Budget(name, str(asked[which]), str(most), asked[which] <= most))

    def probe(self) -> None:
        """The first probe of an engine."""
        engine = asked.engine(self.person.environment["DOCKER_HOST"])
        host = platforms.parse(f"linux/{native().name}")
        taken = []
        for _ in range(PROBES):
            began = time.perf_counter()
            probe.ask(engine, host)
            taken.append((time.perf_counter() - began) * 1000)
        times = {"a probe": Times(min(taken), statistics.median(taken), max(taken))}
        table("A probe of the engine", times, "a probe")
        first = taken[0]
        self.budgets.append(Budget("first probe of an engine", f"{first:.0f} ms", "500 ms", first <= MOST_PROBING))

    def inspection(self, image: str) -> None:
        """A pre-flight of a local image whose label is foreign and whose program is not: what looking at it takes."""
        self.person.real_docker("pull", "--quiet", image)
        environment = self.nobody.environment | {"ANYARCH_NOTICE": "never"}
        never = f"{environment['HOME']}/never.toml"
        with open(never, "w", encoding="utf-8") as file:
            file.write('inspection = "never"\n')
        words = [f"{self.nobody.shim}/docker", "run", image]
        commands = [
            Command("looked into before", words, environment),
            Command("looked into for the first time", words, {**environment, "ANYARCH_CACHE_DIR": "/dev/null/cache"}),
            Command("not looked into, but probed", words, {**environment, "ANYARCH_CONFIG": never}),
        ]
        table("The pre-flight of an image with a foreign label", side_by_side(commands, 10), commands[0].name)

    def emulation(self, foreign: str) -> None:
        """Whole runs of foreign programs."""
        for program, times in emulation.measure(self.person, foreign).items():
            table(f"A whole docker run, {foreign}: {program}", times, "native")


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
        publisher.publish(
            {name: images[name] for name in ("multi", "armonly-index", "armonly-single-v8", "mislabelled-rev")}
        )
        publisher.push("multi", images["multi"], "absent")
        bench = Bench(private, f"{registry.address}/multi", folder)
        print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors")
        print(f"Load before: {os.getloadavg()[0]:.1f}. Far above 0 the verdicts tell little.")
        bench.own_time(folder)
        bench.many_images()
        bench.whole()
        bench.crowd()
        bench.lookups(f"{registry.address}/multi:absent")
        lookups.by_size(os.path.join(folder, "sizes"))
        lookups.by_writers(os.path.join(folder, "writers"))
        bench.questions(registry, f"{registry.address}/armonly-index", f"{registry.address}/armonly-single-v8")
        bench.probe()
        bench.inspection(f"{registry.address}/mislabelled-rev")
        budgets(bench.budgets)
        bench.emulation(foreign)


if __name__ == "__main__":
    main()
