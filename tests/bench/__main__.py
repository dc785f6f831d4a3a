"""`make bench`: what the shim costs, beside what it is measured against, on this machine, now.

Each budget is a row with the figure that it bounds and a verdict. Nothing is asserted, and a machine that has much else
to do tells little. The engine, the registry and the images are real. `python -m tests.bench SUBJECT` times less.
"""

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import cached, elsewhere, emulation, foreign, launcher, lookups, probing, stages, whole
from tests.bench.bench import Bench
from tests.bench.figure import Bar, svg
from tests.bench.report import Budget, budgets
from tests.laboratory import architectures
from tests.laboratory.collection import collection
from tests.laboratory.debian import cache as packages
from tests.laboratory.engine import PrivateEngine
from tests.laboratory.programs import busyboxes, provide
from tests.laboratory.publish import Publisher
from tests.laboratory.registry import PrivateRegistry

FIGURE = Path(".cache", "hot-path.svg")
LAUNCHER, EMULATION = "launcher", "emulation"
SUBJECTS: dict[str, Callable[[Bench], list[Budget]]] = {
    "elsewhere": elsewhere.measure,
    "whole": whole.measure,
    "lookups": lookups.measure,
    "foreign": foreign.measure,
    "probing": probing.measure,
    "cached": cached.measure,
}


def main() -> None:
    wanted = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    names = [LAUNCHER, *SUBJECTS, EMULATION]
    wanted.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"what to time: {', '.join(names)}")
    usual = f"how often to time each command ({launcher.ROUNDS} of the launcher's, {emulation.ROUNDS} of emulation's)"
    wanted.add_argument("--rounds", type=int, help=usual)
    wanted.add_argument("--part", type=int, default=1, help="have emulated programs do one of so many parts of it")
    chosen = wanted.parse_args()
    if unknown := set(chosen.subjects) - set(names):
        wanted.error(f"there is no {', '.join(sorted(unknown))}")
    subjects = chosen.subjects or names
    provide("docker", "dockerd", "containerd", "runc", "docker-registry")
    with (
        PrivateEngine() as engine,
        PrivateRegistry() as registry,
        tempfile.TemporaryDirectory(prefix="anyarch-bench-") as folder,
    ):
        bench = Bench(engine, registry, folder, architectures.foreign())
        _publish(bench)
        print(f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors")
        print(f"Load before: {os.getloadavg()[0]:.1f}. Far above 0 the verdicts tell little.", flush=True)
        rows = []
        if LAUNCHER in subjects:
            found, least = launcher.measure(bench, chosen.rounds or launcher.ROUNDS)
            rows += found
            _draw(least)
        for name, measure in SUBJECTS.items():
            rows += measure(bench) if name in subjects else []
        print(f"\nLoad after: {os.getloadavg()[0]:.1f}")
        budgets(rows)
        if EMULATION in subjects:
            emulation.measure(bench, chosen.rounds or emulation.ROUNDS, chosen.part)


def _publish(bench: Bench) -> None:
    here = architectures.native().name
    images = collection(here, bench.foreign, busyboxes(packages(os.environ), here, bench.foreign))
    Publisher(bench.registry.address).publish({name: images[name] for name in ("multi", "armonly-index")})


def _draw(least: dict[str, float]) -> None:
    slow, fast, none = stages.without_memo(least), stages.with_memo(least), stages.passed(least)
    title = "Where the time goes before docker runs"
    description = (
        f"docker run of a local image takes {sum(slow.values()):.1f} milliseconds without a memo, of which Python is "
        f"{slow[stages.PYTHON]:.1f}, and {sum(fast.values()):.1f} with one. Other commands take "
        f"{sum(none.values()):.1f}, and a bare Python {least[stages.BARE]:.1f}. "
        f"In another run, on {stages.BEFORE_ON}, when there were no memos, it was {sum(stages.BEFORE.values()):.1f}."
    )
    drawn = [
        Bar("docker run, then", f"{stages.BEFORE_ON}, another run", stages.BEFORE, is_old=True),
        Bar("docker run, now", "without a memo", slow),
        Bar("docker run, now", "with a memo", fast),
        Bar("other commands", "docker ps, docker exec …", none),
    ]
    drawing = svg(title, description, drawn, stages.BARE, least[stages.BARE])
    FIGURE.parent.mkdir(exist_ok=True)
    FIGURE.write_text(drawing, encoding="utf-8")
    print(f"\nThe figure is in {FIGURE}")


if __name__ == "__main__":
    main()
