"""`make test-debians`: `make test` in a bare Debian 13 and in unstable, one after the other.

What is tested is a clone of this repository, with what is committed. All that the tests need is installed, downloaded,
and made there, and nothing of it is kept: it is on this machine's disk meanwhile, except for packages that are
installed, which are in memory. The kernel is this machine's, and its table of handlers too, so run no other tests
meanwhile.

A released suite must be had; unstable is taken as it is found, or reported as not tested.
"""

import argparse
import os
import shlex
import subprocess
import tempfile

from tests.laboratory import debian, handlers
from tests.laboratory.bare_debian import CERTIFICATES, BareDebian
from tests.laboratory.long_run import say, start
from tests.laboratory.report import Report, read
from tests.laboratory.suites import Suite
from tests.laboratory.unavailable import Unavailable

NEEDED = ("ca-certificates", "git", "make", "python3")  # what `make test` cannot install, as it starts with it
SUITES = {suite.name: suite for suite in (Suite("trixie", NEEDED), Suite("sid", NEEDED, is_stable=False))}
PASSED_ON = ("CI", "HYPOTHESIS_PROFILE", "ANYARCH_DIFFERENTIAL", "ANYARCH_FAULTS")


def main() -> int:
    """Test in each, and say how it went; 0 if nothing failed or is missing that must be had."""
    arguments = argparse.ArgumentParser(prog="python -m tests.debians", description=__doc__)
    arguments.add_argument("--suite", action="append", choices=SUITES, help="may be given again; default: both")
    arguments.add_argument("tests", nargs="*", metavar="TEST", help="what pytest runs there instead of all")
    chosen = arguments.parse_args()
    results = []
    for suite in (SUITES[name] for name in chosen.suite or SUITES):
        try:
            report = run(suite, chosen.tests)
        except Unavailable as reason:
            results.append((f"{suite.name}: not tested: {reason}", not suite.is_stable))
        else:
            results.append((str(report), report.is_fine))
    say("\nsummary", *(line for line, _ in results), sep="\n  ")
    return 0 if all(is_fine for _, is_fine in results) else 1


def run(suite: Suite, tests: list[str]) -> Report:
    """Run tests in one Debian, or all of them."""
    made = tempfile.TemporaryDirectory(prefix="anyarch-debian-")
    # What is mounted before is there in the Debian too.
    with made as folder, handlers.mounted(), BareDebian(suite) as system:
        clone, written = os.path.join(folder, "anyarch"), os.path.join(folder, "report.xml")
        debian.run(["git", "clone", "--quiet", debian.REPOSITORY, clone])
        variables = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        variables["ANYARCH_TEST_CACHE"] = os.path.join(folder, "cache")
        variables["PIP_CERT"] = CERTIFICATES
        variables["PYTEST_ADDOPTS"] = shlex.join([*tests, f"--junitxml={written}"])
        say(f"{suite.name}: its tests begin")
        words = system.words(f"cd {shlex.quote(clone)} && make test", extra=variables)
        done = subprocess.run(words, stdin=subprocess.DEVNULL, check=False)
        return read(suite.name, written, done.returncode)


if __name__ == "__main__":
    start(main, "interrupted")
