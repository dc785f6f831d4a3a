"""Run quick tests in a pytest for each core: `python -m tests.laboratory.parts FOLDER`.

pytest-xdist has each worker collect all tests, and passes each result on. For thousands of tests of a few milliseconds
that takes as long as the tests. Here each pytest collects its own part of the files. Tests that share something with
others, or take turns, are not for this.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.laboratory.debian import REPOSITORY

WORDS = (sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider")


def divided(files: Sequence[Path], number: int) -> list[list[Path]]:
    """Divide files into so many parts of about the same size, the largest files first."""
    parts: list[list[Path]] = [[] for _ in range(number)]
    sizes = [0] * number
    for file in sorted(files, key=lambda file: (-file.stat().st_size, file)):
        least = sizes.index(min(sizes))
        parts[least].append(file)
        sizes[least] += file.stat().st_size
    return [part for part in parts if part]


def main(folder: str) -> int:
    """Run the tests of a folder, and show what each pytest has printed; the first status that is not 0."""
    parts = divided(sorted(Path(folder).rglob("test_*.py")), os.cpu_count() or 1)
    statuses = []
    with ThreadPoolExecutor(len(parts)) as pool:
        for done in pool.map(run, parts):
            sys.stdout.write(done.stdout)
            statuses.append(done.returncode)
    return next(filter(None, statuses), 0)


def run(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory(prefix="anyarch-part-") as folder:
        # By default, several pytests at once do not agree on which of them clears away what earlier ones have left.
        words = [*WORDS, f"--basetemp={folder}/t", *map(str, files)]
        # A pipe: some tests limit the size of files.
        return subprocess.run(
            words, cwd=REPOSITORY, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
