"""`make test-pythons`: tests/pure and tests/cli/bare with each Python of Debian's, see `tests.laboratory.pythons`.

Each Python has a venv of its own, with this project and what its tests need, made by the pip of the running one. The
tests are those of this very working tree, which they cannot write to if this user may mount; no root is needed. They
try few generated cases, also in CI, where `make test` tries all of them.

A released suite must be had; unstable is taken as it is found, or reported as not tested.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.laboratory import debian, pythons
from tests.laboratory.long_run import say, start
from tests.laboratory.pythons import Python
from tests.laboratory.report import Report, read
from tests.laboratory.suites import SUITES, Suite
from tests.laboratory.unavailable import Unavailable

AT_ONCE = 2
TESTS = ("tests/pure", "tests/cli/bare")  # the hot path is in the latter: its tests start programs
PYTEST = ("-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider")

NAMESPACE = ("unshare", "--mount", "--propagation", "private")
READ_ONLY = """
set -e
for folder in "$1" "$2"; do mount --bind "$folder" "$folder"; done
mount -o remount,bind,ro "$1"
cd "$1"
shift 2
exec "$@"
"""

STOPPED = threading.Event()  # by ^C, which ends what runs at that moment


def main() -> int:
    """Test with everything that can be had, and say how it went; 0 if nothing failed or is missing that must be had."""
    arguments = argparse.ArgumentParser(prog="python -m tests.pythons", description=__doc__)
    arguments.add_argument("suites", nargs="*", metavar="SUITE", help=f"any of {', '.join(SUITES)}; default: all")
    # The last first: unstable has two, so it takes as long as all others.
    chosen = [SUITES[name] for name in arguments.parse_args().suites or reversed(SUITES)]
    with tempfile.TemporaryDirectory(prefix="anyarch-pythons-") as folder:
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            tests = pool.map(lambda suite: list(tested(suite, os.path.join(folder, suite.name))), chosen)
            results = [result for found in reversed(list(tests)) for result in found]
        finally:
            STOPPED.set()
            pool.shutdown(cancel_futures=True)
    say("\nsummary", *(line for line, _ in results), sep="\n  ")
    return 0 if all(is_fine for _, is_fine in results) else 1


def tested(suite: Suite, folder: str) -> Iterator[tuple[str, bool]]:
    """Run the tests with each Python of a suite, in a folder to be made; a line on each, and whether it is good."""
    os.mkdir(folder)
    try:
        found = pythons.provide(suite, folder)
    except Unavailable as reason:
        yield f"{suite.name}: not tested: {reason}", not suite.is_stable
        return
    for python in found:
        if STOPPED.is_set():
            return
        try:
            report = run(python, os.path.join(folder, python.version))
        except Unavailable as reason:
            yield f"{python}: not tested: {reason}", not suite.is_stable
        else:
            say(str(report))
            yield str(report), report.is_fine


def run(python: Python, folder: str) -> Report:
    """Run the tests with one Python, in a folder to be made, and show what they say if one has failed."""
    program, written = environment(python, folder), os.path.join(folder, "report.xml")
    variables = {
        "HYPOTHESIS_PROFILE": "few",
        **os.environ,
        "HYPOTHESIS_STORAGE_DIRECTORY": os.path.join(folder, "hypothesis"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [*sealed(), program, *PYTEST, f"--basetemp={folder}/t", f"--junitxml={written}", *TESTS]
    done = subprocess.run(
        words, cwd=debian.REPOSITORY, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    report = read(str(python), written, done.returncode)
    if not report.is_fine and report.status != pytest.ExitCode.INTERRUPTED:
        say(done.stdout.decode("utf-8", "replace"))
    return report


def environment(python: Python, folder: str) -> str:
    """Make a venv in a folder, with this project and what its tests need; the path of its Python."""
    program = os.path.join(folder, "bin", "python")
    pip = [sys.executable, "-m", "pip", "--python", program, "install", "--quiet", "--disable-pip-version-check"]
    for words in (
        [python.program, "-m", "venv", "--without-pip", folder],
        [*pip, "--editable", ".", "--group", "test"],
    ):
        done = subprocess.run(words, cwd=debian.REPOSITORY, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-20:])
            raise Unavailable(f"{' '.join(words)} failed with status {done.returncode}:\n{said}")
    return program


def sealed() -> list[str]:
    """The words for which this repository is read-only, but for its cache; none if this user may not mount."""
    if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode != 0:
        return []
    return [*NAMESPACE, "sh", "-c", READ_ONLY, "sh", debian.REPOSITORY, debian.cache(os.environ)]


if __name__ == "__main__":
    start(main, "interrupted")
