"""What anyarch does itself for a run of a local foreign image that a handler in the kernel executes."""

import json
import os
import sys

from anyarch.decision import outcome
from tests.bench.bench import Bench, shim
from tests.bench.interpreter import RecordingInterpreter
from tests.bench.report import Budget, count, ratio, table
from tests.bench.stages import BARE
from tests.bench.timing import Command, side_by_side
from tests.laboratory import handlers
from tests.laboratory.debian import cache
from tests.laboratory.person import Person
from tests.laboratory.programs import emulator

ROUNDS = 100
MOST = 3.0  # times a bare Python
EXECUTED = "shim: docker run FOREIGN, with a handler"
LIBRARIES = {"docker", "requests", "urllib3"}


def measure(bench: Bench) -> list[Budget]:
    person = bench.user("foreign")
    image = f"{bench.registry.address}/armonly-index"
    pulled = Person(person.environment["HOME"], bench.engine.host).real_docker(
        "pull", "--quiet", "--platform", f"linux/{bench.foreign}", image
    )
    if pulled.status != 0:
        raise RuntimeError(pulled.errors)
    with handlers.turn(), handlers.handler(bench.foreign, emulator(bench.foreign, cache(os.environ))):
        person.docker("run", image)  # which probes the engine
        planned = person.anyarch("plan", "--json", "--", "run", image)
        if json.loads(planned.output)["row"] != outcome.EXECUTED_LOCAL:
            raise RuntimeError(f"the handler does not execute the image: {planned.output}")
        commands = [
            Command(BARE, [sys.executable, "-I", "-S", "-c", "pass"], person.environment),
            shim(EXECUTED, person, "run", image),
        ]
        times = side_by_side(commands, ROUNDS)
        [modules] = RecordingInterpreter(person, os.path.join(bench.folder, "foreign-recorded")).run("run", image)
    table("A local foreign image that a handler executes: `true` stands for docker", times, BARE)
    return [
        ratio("run of a local foreign image, by a handler", times, EXECUTED, BARE, MOST),
        count("the same: docker-py and its libraries loaded", len(LIBRARIES & set(modules)), 0),
    ]
