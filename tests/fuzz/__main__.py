"""Give what reads bytes from outside any bytes, for as long as is wanted.

    python -m tests.fuzz [--minutes N] [--atheris] [TARGET]...

It takes turns with the targets (`targets`), or those that are named, for ten minutes in all. The inputs are hypothesis'
(`trying`), others in every run. With --atheris they are those of libFuzzer, which looks for inputs that reach new code
(`with_atheris`). It is not among the dev tools, since it has wheels for some Pythons only: `.venv/bin/pip install
atheris` (3.0 has one for Python 3.11 on amd64).

What was found is put into tests/fuzz/corpus, where each test run tries it again: fix it, and commit both. Memory is
limited, so that an input that makes a reader take gigabytes is found as well.
"""

import argparse
import hashlib
import resource
import subprocess
import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import trying
from tests.fuzz.targets import TARGETS

MOST_MEMORY = 1 << 30  # bytes; libFuzzer has its own limit
ROUND = 200  # inputs before it is another target's turn


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--atheris", action="store_true")
    given_words = parser.parse_args()
    names = given_words.targets or list(TARGETS)
    if unknown := [name for name in names if name not in TARGETS]:
        parser.error(f"no such target: {', '.join(unknown)}")
    seconds = given_words.minutes * 60
    if given_words.atheris:  # libFuzzer ends the process
        words, each = [sys.executable, "-m", "tests.fuzz.with_atheris"], max(1, int(seconds / len(names)))
        return max(subprocess.run([*words, name, str(each)], check=False).returncode for name in names)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    return with_hypothesis(names, time.monotonic() + seconds)


def with_hypothesis(names: list[str], end: float) -> int:
    """Take turns until then; 1 if something was found."""
    for name in names:
        for data in trying.known(name):
            trying.attempt(TARGETS[name], data)
    turns, sound = 0, [*names]
    while sound and time.monotonic() < end:
        name = sound[turns % len(sound)]
        turns += 1
        if (smallest := one_round(name)) is not None:
            sound.remove(name)
            file = trying.corpus(name) / hashlib.sha256(smallest).hexdigest()[:12]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(smallest)
            print(f"{name}: found {file}", flush=True)
    print(f"{turns * ROUND} inputs, and something was found with {len(names) - len(sound)} targets")
    return int(sound != names)


def one_round(name: str) -> bytes | None:
    """Try some inputs; the smallest one that breaks a promise, or None."""
    last = b""

    @settings(
        max_examples=ROUND,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(trying.inputs(TARGETS[name]))
    def search(data: bytes) -> None:
        nonlocal last
        last = data
        trying.attempt(TARGETS[name], data)

    try:
        search()
    except Exception:  # noqa: BLE001 - whatever a reader raises is what is looked for
        traceback.print_exc()
        return last  # hypothesis ends with the smallest one
    return None


if __name__ == "__main__":
    sys.exit(main())
