"""A run that is interrupted or killed: nothing of what it has started goes on, and nothing that it has mounted is left.

A chroot is in the making, by the real debootstrap; a whole one takes minutes.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.laboratory import debian, leftovers, mounts, programs

pytestmark = pytest.mark.engine  # a chroot wants what private engines want: root, and a Debian with a mirror

OWNER = """
import os, signal, sys
from tests.laboratory import suites
from tests.laboratory.engine import PrivateEngine
what, folder = sys.argv[1:]
trixie = suites.SUITES["trixie"]
try:
    if what == "engine":
        with PrivateEngine() as engine:
            print(engine.folder, flush=True)
            signal.pause()
    print(os.path.join(folder, suites.name(trixie), "half"), flush=True)
    suites.provide([trixie], folder, str)
except KeyboardInterrupt:
    sys.exit(3)
"""


def at_work(place: str) -> list[str]:
    """The processes with a path in their words, but for setpriv, which then becomes another one."""
    numbers = [name for name in os.listdir("/proc") if name.isdigit()]
    found = [number for number in numbers if os.fsencode(place) in leftovers.read(f"/proc/{number}/cmdline")]
    return [number for number in found if leftovers.read(f"/proc/{number}/comm") != b"setpriv\n"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("what", ["engine", "chroot"])
def test_nothing_goes_on_without_its_owner(tmp_path: Path, what: str, end: signal.Signals) -> None:
    programs.provide("debootstrap")
    debian.mirror()
    words = [sys.executable, "-c", OWNER, what, str(tmp_path)]
    with subprocess.Popen(
        words, cwd=debian.REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        assert run.stdout
        place = run.stdout.readline().strip()
        while not at_work(place):
            assert run.poll() is None
        (os.killpg if end == signal.SIGINT else os.kill)(run.pid, end)  # ^C reaches all at the terminal
    limit = time.monotonic() + leftovers.PATIENCE
    while at_work(place):
        assert time.monotonic() < limit
    assert run.returncode == (3 if end == signal.SIGINT else -end)
    assert not mounts.below(place)
    assert os.path.exists(place) <= (end == signal.SIGKILL)
    if os.path.exists(place):
        leftovers.remove(place)
