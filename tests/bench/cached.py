"""What the cache costs: a run by the size of the cache, one lookup, and many writers at once.

Beside the cache's own files stand JSON and SQLite, opened again for each lookup, as each command has to.
"""

import contextlib
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from anyarch.bare import records
from tests.bench.bench import Bench, shim
from tests.bench.report import Budget, ratio, table
from tests.bench.timing import side_by_side

FEW, MANY = 10, 100_000
MOST = 1.05  # times
ROUNDS = 200
SIZES = (10, 1_000, 100_000)
LOOK_UPS = 300
WRITERS = 64
TURNS = 100
FIELDS = {"digest": "sha256:" + "0" * 64, "index": "yes", "platforms": "linux/amd64 linux/arm64", "seen": "1795215950"}
SOURCE = records.__file__.removesuffix("anyarch/bare/records.py")

# What one of many writers does; it counts what it could not write.
WRITE = {
    "files": """
import sys; sys.path.insert(0, sys.argv[1])
from anyarch.bare import records
for turn in range(int(sys.argv[4])):
    records.write(sys.argv[2], "offered", f"key{sys.argv[3]}-{turn}", {"value": "x" * 200})
print(0)
""",
    "SQLite": """
import sqlite3, sys
failed = 0
for turn in range(int(sys.argv[4])):
    try:
        database = sqlite3.connect(f"{sys.argv[2]}/cache.db", timeout=2)
        with database:
            database.execute("INSERT OR REPLACE INTO offered VALUES (?, ?)", (f"{sys.argv[3]}-{turn}", "x" * 200))
        database.close()
    except sqlite3.OperationalError:
        failed += 1
print(failed)
""",
}


def measure(bench: Bench) -> list[Budget]:
    persons = {number: bench.user(f"cached-{number}") for number in (FEW, MANY)}
    for number, person in persons.items():
        folder = records.folder(person.environment)
        for count in range(number):
            name = f"docker.io/library/image{count}:1"
            records.write(folder, records.OFFERED, f"{bench.engine.host} {name}", FIELDS)
            records.write(folder, records.NATIVE, name, FIELDS, modified=1)
    budgets = []
    for name, words in (("warm run", ["run"]), ("first run", ["--debug", "run"])):
        few, many = (
            shim(f"{name}, {number:,} cached images", person, *words, bench.image) for number, person in persons.items()
        )
        times = side_by_side([few, many], ROUNDS)
        table(f"A {name}, by the size of the cache: `true` stands for docker", times, few.name)
        budgets.append(ratio(f"{name} with {MANY:,} cached images, beside {FEW}", times, many.name, few.name, MOST))
    by_size(os.path.join(bench.folder, "sizes"))
    by_writers(os.path.join(bench.folder, "writers"))
    return budgets


def key(number: int) -> str:
    return f"unix:///var/run/docker.sock docker.io/library/image{number}:1"


def by_size(folder: str) -> None:
    print("\nOne lookup by the number of records, median in µs")
    print(f"  {'records':>9}{'files':>10}{'JSON':>10}{'SQLite':>10}")
    for size in SIZES:
        place = os.path.join(folder, str(size))
        os.makedirs(place, mode=0o700)
        database = _connected(place)
        with database:
            for number in range(size):
                records.write(place, "offered", key(number), FIELDS)
                database.execute("INSERT INTO offered VALUES (?, ?)", (key(number), json.dumps(FIELDS)))
        database.close()
        Path(place, "one.json").write_text(json.dumps(FIELDS), encoding="utf-8")
        ways = (partial(records.read, place, "offered"), partial(_parsed, place), partial(_selected, place))
        print(f"  {size:9,}" + "".join(f"{_median(way, size):10.1f}" for way in ways), flush=True)


def by_writers(folder: str) -> None:
    print(f"\n{WRITERS} writers at once, {TURNS} records each")
    for name, code in WRITE.items():
        place = os.path.join(folder, name)
        os.makedirs(place, mode=0o700)
        _connected(place).close()
        began = time.perf_counter()
        words = [sys.executable, "-I", "-S", "-c", code, SOURCE, place]
        started = [
            subprocess.Popen([*words, str(number), str(TURNS)], stdout=subprocess.PIPE, text=True)
            for number in range(WRITERS)
        ]
        lost = sum(int(each.communicate()[0]) for each in started)
        taken = time.perf_counter() - began
        print(f"  {name:10}{taken:7.2f} s, {lost} of {WRITERS * TURNS} not written", flush=True)


def _median(way: Callable[[str], object], size: int) -> float:
    taken = []
    for turn in range(LOOK_UPS):
        began = time.perf_counter()
        assert way(key(turn * 7919 % size))
        taken.append((time.perf_counter() - began) * 1e6)
    return statistics.median(taken)


def _connected(place: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"{place}/cache.db")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE IF NOT EXISTS offered (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
    return database


def _parsed(place: str, _: str) -> object:
    return json.loads(Path(place, "one.json").read_text(encoding="utf-8"))


def _selected(place: str, name: str) -> object:
    with contextlib.closing(sqlite3.connect(f"{place}/cache.db")) as database:
        [(found,)] = database.execute("SELECT value FROM offered WHERE key = ?", (name,))
        return json.loads(found)
