"""Chroots in the making, by the real debootstrap; a whole one takes minutes and is made by the tests of engines."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.laboratory import debian, leftovers, programs, suites

pytestmark = pytest.mark.engine  # these want what private engines want: root, and a Debian with a mirror

INTERRUPTED = """
import sys
from tests.laboratory import suites
try:
    suites.provide([suites.SUITES["trixie"]], sys.argv[1], lambda line: print(line, flush=True))
except KeyboardInterrupt:
    sys.exit(3)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_one_leaves_no_process_and_no_mount(tmp_path: Path, end: signal.Signals) -> None:
    programs.provide("debootstrap")
    debian.mirror()
    place = tmp_path / suites.name(suites.SUITES["trixie"]) / "half"
    words = [sys.executable, "-c", INTERRUPTED, str(tmp_path)]
    with subprocess.Popen(words, cwd=debian.REPOSITORY, stdout=subprocess.PIPE, start_new_session=True) as run:
        assert run.stdout
        run.stdout.readline()
        # The first program is told to end with its parent by setpriv, which then becomes another one.
        while not any(leftovers.read(f"/proc/{number}/comm") != b"setpriv\n" for number in at_work(place)):
            assert run.poll() is None
        run.send_signal(end)
    limit = time.monotonic() + leftovers.PATIENCE
    while at_work(place):
        assert time.monotonic() < limit
    assert run.returncode == (3 if end == signal.SIGINT else -signal.SIGKILL)
    assert place.exists() <= (end == signal.SIGKILL)


def at_work(place: Path) -> list[int]:
    """The processes that make the chroot, by its path in their words."""
    word = os.fsencode(str(place))
    return [
        int(name)
        for name in os.listdir("/proc")
        if name.isdigit() and word in leftovers.read(f"/proc/{name}/cmdline").split(b"\0")
    ]
