"""What emulation costs: the same programs native, by a handler in the kernel, and by a private emulator.

One program starts many others, which PRoot has to trace, and one only computes, which is QEMU's work alone. The figure
in the documentation is of `anyarch.emulators.costs`, as its table is, and made by ``python -m tests.bench.emulation``.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from anyarch.emulators.costs import COSTS, Cost
from tests.bench.bench import RUN, Bench
from tests.bench.figure import Bar, svg
from tests.bench.report import table
from tests.bench.timing import Command, Times, side_by_side
from tests.laboratory import handlers
from tests.laboratory.architectures import native
from tests.laboratory.archive import archive
from tests.laboratory.debian import cache
from tests.laboratory.debian_image import debian_image
from tests.laboratory.person import Person
from tests.laboratory.private_programs import folder
from tests.laboratory.programs import emulator

ROUNDS = 10
DOCUMENTED, MEASURED = "docs/explanation/emulation.svg", ("arm64", "amd64")
TITLE = "A whole docker run"
_WORK = {
    "starts of a tiny program": (200, "i=0; while [ $i -lt %d ]; do /bin/true; i=$((i+1)); done"),
    "turns of a shell's loop": (300_000, "i=0; while [ $i -lt %d ]; do i=$((i+1)); done"),
}


def programs(part: int = 1) -> dict[str, str]:
    """The scripts by what they do: all of it, or one of so many parts for a slow machine."""
    return {f"{number // part:,} {what}": script % (number // part) for what, (number, script) in _WORK.items()}


def measure(bench: Bench, rounds: int = ROUNDS, part: int = 1) -> None:
    person, foreign = bench.user("emulation", is_idle=False), bench.foreign
    person.be_patient()
    packages = cache(os.environ)
    for name in (native().name, foreign):
        content = archive(debian_image(name, packages), f"bench:{name}")
        loaded = person.run([person.real, "load", "--quiet"], typed=content)
        if loaded.status != 0:
            raise RuntimeError(loaded.errors)
    with handlers.turn():
        packed = person.anyarch("emulators", "pack", foreign, "--from", folder(packages))
        if packed.status != 0:
            raise RuntimeError(packed.errors)
        privately = {name: _private(person, foreign, script) for name, script in programs(part).items()}
        with handlers.handler(foreign, emulator(foreign, packages)):
            for name, script in programs(part).items():
                times = _times(person, foreign, script, privately[name], rounds)
                table(f"{TITLE}, {foreign}: {name}", times, "native")


def figure(costs: Sequence[Cost], foreign: str, host: str) -> str:
    bars = [
        Bar(cost.briefly if way == "native" else "", way, {way: 1000 * getattr(cost, way)})
        for cost in costs
        for way in ("native", "handler", "private")
    ]
    told = "; ".join(
        f"{cost.work} take {cost.native:.2f} s natively, {cost.handler:.2f} s with a handler, and "
        f"{cost.private:.2f} s with a private emulator"
        for cost in costs
    )
    return svg("What emulation costs", f"Whole docker run commands of an {foreign} image on {host}: {told}.", bars)


def _private(person: Person, foreign: str, script: str) -> list[str]:
    """The words of a private run, which bring their emulator along whatever the kernel has."""
    planned = person.anyarch("plan", "--json", "--", *RUN, f"bench:{foreign}", "sh", "-c", script)
    report = json.loads(planned.output)
    if report["action"] != "private-emulation":
        raise RuntimeError(f"no private run: {planned.output}{planned.errors}")
    return [str(word) for word in report["argv"]]


def _times(person: Person, foreign: str, script: str, privately: list[str], rounds: int) -> dict[str, Times]:
    def plainly(name: str) -> list[str]:
        return [*RUN, "--platform", f"linux/{name}", f"bench:{name}", "sh", "-c", script]

    ways = {"native": plainly(native().name), "handler": plainly(foreign), "private": privately}
    commands = [Command(name, [person.real, *words], person.environment) for name, words in ways.items()]
    return side_by_side(commands, rounds)


if __name__ == "__main__":
    Path(DOCUMENTED).write_text(figure(COSTS, *MEASURED), encoding="utf-8")
