"""docs/reference/arm64.md, made from a run: `python -m tests.machines --page`."""

import datetime as dt
from collections.abc import Mapping, Sequence

from tests.laboratory import made_pages
from tests.laboratory.made_pages import table
from tests.laboratory.report import FAILED, PASSED, SKIPPED
from tests.machines.machine import CPUS
from tests.machines.report import Seen
from tests.machines.rooms import ARM64, ROOMS, Room

MAKER = "tests/machines/page.py"
PARTS = ("kernel", "Engine", "API", "containerd", "runc", "client", "QEMU")
NOT_RUN = "-"


def write(found: Sequence[Seen]) -> None:
    made_pages.write("arm64.md", MAKER, f"{generated(found)}\n")


def generated(found: Sequence[Seen]) -> str:
    names = [seen.cpu for seen in found]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    rows = [[part, *(seen.versions.get(part, "") for seen in found)] for part in PARTS]
    about = [["32-bit arm programs", *(CPUS[seen.cpu] for seen in found)], ["pages", *(seen.pages for seen in found)]]
    counts = [[room.about, room.file, *(_count(room, seen) for seen in found)] for room in ROOMS]
    single = [[_name(test), *(seen.outcomes.get(test, NOT_RUN) for seen in found)] for test in _tests(found)]
    return "\n\n".join(
        [
            f"Seen on {today}, in machines that QEMU emulates.",
            table([["", *names], *about, *rows]),
            table([["tests", "file", *names], *counts]),
            *_ratios("A bare `python -I -S` is 1:", "what anyarch does itself", [seen.ratios for seen in found], names),
            *_ratios("The same program for arm64 is 1:", "emulation", [seen.costs for seen in found], names),
            "32-bit arm, test by test:",
            table([["test", *names], *single]),
        ]
    )


def _ratios(said: str, about: str, found: Sequence[Mapping[str, str]], cpus: Sequence[str]) -> list[str]:
    names = dict.fromkeys(name for ratios in found for name in ratios)
    rows = [[name, *(ratios.get(name, NOT_RUN) for ratios in found)] for name in names]
    return [said, table([[about, *cpus], *rows])] if rows else []


def _tests(found: Sequence[Seen]) -> list[str]:
    return list(dict.fromkeys(name for seen in found for name in seen.outcomes if name.startswith(f"{ARM64}::")))


def _name(test: str) -> str:
    return test.partition("::test_")[2].replace("_", " ")


def _count(room: Room, seen: Seen) -> str:
    counts = [(seen.count(outcome, room.file), outcome) for outcome in (PASSED, FAILED, SKIPPED)]
    return ", ".join(f"{count} {outcome}" for count, outcome in counts if count) or NOT_RUN
