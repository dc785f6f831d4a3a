"""Whole runs of a trivial container, with and without the shim: one after the other, and many at once."""

from tests.bench.bench import RUN, Bench, shim
from tests.bench.report import Budget, ratio, table
from tests.bench.timing import Command, side_by_side

ROUNDS = 60
CROWD, CROWDS = 64, 3
MOST, MOST_AT_ONCE = 1.01, 1.05  # times
WITHOUT, WITH = "docker run", "docker run, with the shim"


def measure(bench: Bench) -> list[Budget]:
    person = bench.user("whole", is_idle=False)
    words = [*RUN, bench.image, "/bin/true"]
    commands = [Command(WITHOUT, [person.real, *words], person.environment), shim(WITH, person, *words)]
    times = side_by_side(commands, ROUNDS)
    table("A whole docker run of /bin/true, warm", times, WITHOUT)
    crowded = side_by_side(commands, CROWDS, at_once=CROWD, warm_up=1)
    table(f"{CROWD} whole runs at once, until the last ends", crowded, WITHOUT)
    return [
        ratio("a whole docker run, warm", times, WITH, WITHOUT, MOST),
        ratio(f"{CROWD} whole runs at once", crowded, WITH, WITHOUT, MOST_AT_ONCE),
    ]
