"""What a probe of an engine costs, which finds out what the engine executes."""

import statistics
import time

from anyarch.emulators import probe
from anyarch.oci import platforms
from tests.bench.bench import Bench
from tests.bench.report import Budget, table
from tests.bench.timing import Times
from tests.laboratory import asked
from tests.laboratory.architectures import native

PROBES = 5
MOST = 500.0  # milliseconds


def measure(bench: Bench) -> list[Budget]:
    engine = asked.engine(bench.engine.host)
    host = platforms.parse(f"linux/{native().name}")
    taken = []
    for _ in range(PROBES):
        began = time.perf_counter()
        probe.ask(engine, host)
        taken.append((time.perf_counter() - began) * 1000)
    table("A probe of the engine", {"a probe": Times(min(taken), statistics.median(taken), max(taken))}, "a probe")
    return [Budget("first probe of an engine", f"{taken[0]:.0f} ms", f"{MOST:.0f} ms", taken[0] <= MOST)]
