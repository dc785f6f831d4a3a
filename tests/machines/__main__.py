"""`make test-arm64`: the tests on which CPU and kernel have a say, on arm64 machines that QEMU emulates.

The machine is made from Debian's packages once, and kept. Each CPU is a machine of its own; the tests and the wheel are
carried in. One core does all of it in three quarters of an hour, if it has nothing else to do. `--page` rewrites
docs/reference/arm64.md from what was seen. `--brief` runs a few of the tests, in minutes, as
continuous integration does.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence

from tests.laboratory.long_run import say, start
from tests.laboratory.unavailable import Unavailable
from tests.machines import images, jobs, page, rooms
from tests.machines.machine import CPUS, PAGES, Machine
from tests.machines.packages import SYSTEMS
from tests.machines.report import Seen, read

LONGEST = 4 * 3600  # seconds for a job


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.machines", description=__doc__)
    arguments.add_argument(
        "--cpu", action="append", choices=CPUS, help="which CPU; may be given again; default: those with such pages"
    )
    arguments.add_argument("--pages", choices=PAGES, default="4k", help="of the kernel (%(default)s)")
    arguments.add_argument("--suite", choices=SYSTEMS, default="trixie", help="of Debian's (%(default)s)")
    arguments.add_argument("--cores", type=int, default=1, help="of each machine, and used of this one (%(default)s)")
    arguments.add_argument("--all", action="store_true", help="whole files, which takes hours")
    arguments.add_argument("--brief", action="store_true", help="a few tests; fine if no machine can be made")
    arguments.add_argument("--page", action="store_true", help="write docs/reference/arm64.md from this run")
    arguments.add_argument("tests", nargs="*", metavar="TEST", help="what pytest runs there instead")
    chosen = arguments.parse_args()
    found = []
    try:
        image = images.provide(SYSTEMS[chosen.suite], chosen.pages, say)
    except Unavailable as reason:
        say(f"no arm64 machine can be made here: {reason}")
        return 0 if chosen.brief else 1
    only = chosen.tests or (rooms.BRIEF if chosen.brief else ())
    try:
        with tempfile.TemporaryDirectory(prefix="anyarch-wheel-") as folder:
            wheel = jobs.wheel(folder)
            for cpu in chosen.cpu or ([rooms.BRIEFLY] if chosen.brief else PAGES[chosen.pages]):
                with Machine(image, cpu, chosen.cores) as machine:
                    say(f"{cpu}, {CPUS[cpu]}: started in {machine.seconds:.0f} seconds")
                    words = [word for room in rooms.ROOMS if cpu in room.cpus for word in room.words(whole=chosen.all)]
                    rounds = 0 if only else rooms.ROUNDS
                    found.append(tested(machine, wheel, only or words, chosen.pages, rounds))
                    say(str(found[-1]))
                if chosen.page:
                    page.write(found)
    except Unavailable as reason:
        say(str(reason))
        return 1
    return 0 if all(seen.is_fine for seen in found) else 1


def tested(machine: Machine, wheel: str, words: Sequence[str], pages: str, rounds: int) -> Seen:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="anyarch-job-") as folder, tempfile.TemporaryDirectory() as results:
        jobs.write(folder, wheel, jobs.tests(words, rooms.DIFFERENT, rounds))
        status = machine.do_job(folder, results, say, LONGEST)
        return read(machine, pages, results, status, time.monotonic() - begun)


if __name__ == "__main__":
    start(main, "interrupted; the machine has been switched off")
