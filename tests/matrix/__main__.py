"""`make test-engines`: the engine tests with each kind of engine that people have, in private engines of other Debians.

Which tests are run with which kind is a table, see `rooms`. Every kind is tested with the client of its own version,
some also with the newest client. An engine from a released suite must be had; one from unstable is taken as it is
found, or reported as not tested. `--page` rewrites docs/reference/engines.md from what was seen.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.laboratory import debian, made_pages, suites
from tests.laboratory.engines import KINDS, Kind
from tests.laboratory.long_run import say, start
from tests.laboratory.programs import provide
from tests.laboratory.unavailable import Unavailable
from tests.matrix import page
from tests.matrix.report import Report, joined, read
from tests.matrix.rooms import BOTH_CLIENTS, ROOMS, ROWS, files

AT_ONCE = 6  # most tests wait for engines and other programs


def main() -> int:
    """Run everything that can be had, and say how it went; 0 if nothing failed and nothing is missing that must be."""
    arguments = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    arguments.add_argument("--page", action="store_true", help="write docs/reference/engines.md from this run")
    arguments.add_argument("kinds", nargs="*", metavar="KIND", help=f"any of {', '.join(KINDS)}; all if none is given")
    chosen = arguments.parse_args()
    kinds = [KINDS[name] for name in chosen.kinds or KINDS]
    try:
        provide("docker", "docker-registry")
        roots = suites.provide({kind.suite for kind in kinds}, suites.cache(os.environ), say)
    except Unavailable as reason:
        say(str(reason))
        return 1
    present = {kind: root for kind in kinds if isinstance(root := roots[kind.suite], str)}
    missing = {kind: root for kind in kinds if isinstance(root := roots[kind.suite], Unavailable)}
    with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
        reports = list(tested(present, folder))
    untested = [f"{kind.name}: not tested: {lack}" for kind, lack in missing.items()]
    say("\nsummary", *reports, *untested, sep="\n  ")
    if chosen.page:
        made_pages.write("engines.md", page.MAKER, page.generated(reports, [kind.name for kind in missing]))
    is_fine = all(report.is_fine for report in reports)
    return 0 if is_fine and not any(kind.suite.is_stable for kind in missing) else 1


def tested(present: dict[Kind, str], folder: str) -> Iterable[Report]:
    """Run the tests with each kind, and yield the reports in the order of the kinds.

    Each file has an engine of its own, since what is left of other images changes what containerd's store does. A file
    is run with all kinds before the next, as its tests need the same handlers in the kernel at about the same time.
    """
    newest = max(present, key=lambda kind: [int(part) for part in kind.version.split(".")], default=None)
    runs = []
    for kind, root in present.items():
        runs.append((kind, kind.client(root), files(kind)))
        if newest and kind.version != newest.version and kind.name in BOTH_CLIENTS:
            runs.append((kind, newest.client(present[newest]), [ROWS]))
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        started = [
            (run, pool.submit(run_file, kind, client, room.file, folder))
            for room in ROOMS
            for run, (kind, client, chosen) in enumerate(runs)
            if room.file in chosen
        ]
        for number in range(len(runs)):
            report = joined([waited.result() for run, waited in started if run == number])
            say(str(report))
            yield report
    finally:
        pool.shutdown(cancel_futures=True)


def run_file(kind: Kind, client: str, file: str, folder: str) -> Report:
    """Run the tests of a file, and show what they say if one has failed."""
    own = tempfile.mkdtemp(dir=folder)
    written = os.path.join(own, "report.xml")
    environment = os.environ | {"ANYARCH_TEST_ENGINE": kind.name, "ANYARCH_TEST_CLIENT": client}
    # By default, each pytest would clear away what earlier ones have left, and several at once do not agree on that.
    base = f"--basetemp={own}/t"
    words = [sys.executable, "-m", "pytest", "-q", "-m", "engine", base, f"--junitxml={written}", file]
    done = subprocess.run(
        words, cwd=debian.REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    report = read(kind, file, written, done.returncode)
    if report.is_fine:
        say(f"{file}: {report}")
    elif report.status != pytest.ExitCode.INTERRUPTED:
        say(done.stdout.decode("utf-8", "replace"))
    return report


if __name__ == "__main__":
    start(main, "interrupted; the engines have been removed")
