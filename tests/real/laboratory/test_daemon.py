import contextlib
import os
import select
import signal
import subprocess
import sys

from tests.laboratory import leftovers
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.interrupts import held

OWNER = """
import signal, sys
from tests.laboratory.daemon import Daemon
with Daemon(["sh", "-c", "echo ready; exec sleep 1000"], sys.argv[1], {}) as owned:
    owned.wait_until(lambda: owned.tail() == "ready")
    print(owned.process.pid, flush=True)
    signal.pause()
"""


def test_it_ends_with_an_owner_that_is_killed(tmp_path: os.PathLike[str]) -> None:
    words = [sys.executable, "-c", OWNER, os.path.join(tmp_path, "log")]
    with subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        handle = os.pidfd_open(int(owner.stdout.readline()))
        owner.kill()
    try:
        assert select.select([handle], [], [], leftovers.PATIENCE)[0] == [handle]
    finally:
        os.close(handle)


def test_an_interrupt_waits_until_the_outermost_block_has_ended() -> None:
    done = []
    with contextlib.suppress(KeyboardInterrupt):
        with held():
            with held():
                signal.raise_signal(signal.SIGINT)
            done.append("outer")
        done.append("never")
    assert done == ["outer"]
