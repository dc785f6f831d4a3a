import os
import select
import signal
import subprocess
import sys

import pytest

from tests.laboratory import leftovers
from tests.laboratory.daemon import Daemon
from tests.laboratory.debian import REPOSITORY
from tests.laboratory.interrupts import held

DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"


def daemon(script: str, folder: os.PathLike[str]) -> Daemon:
    return Daemon([sys.executable, "-c", script], os.path.join(folder, "log"), {}, patience=0.1)


def test_one_that_does_not_listen_is_killed(tmp_path: os.PathLike[str]) -> None:
    with daemon(DEAF, tmp_path) as running:
        running.wait_until(lambda: running.tail() == "ready")
    assert running.process
    assert running.process.returncode == -signal.SIGKILL


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


def test_an_interrupt_waits_until_the_block_has_ended() -> None:
    done = []

    def interrupted() -> None:
        with held():
            with held():
                signal.raise_signal(signal.SIGINT)
                done.append("inner")
            done.append("outer")
        done.append("never")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == ["inner", "outer"]
