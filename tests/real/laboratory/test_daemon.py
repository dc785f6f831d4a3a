import os
import signal
import sys

import pytest

from tests.laboratory.daemon import Daemon
from tests.laboratory.interrupts import held

DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"


def daemon(script: str, folder: os.PathLike[str]) -> Daemon:
    return Daemon([sys.executable, "-c", script], os.path.join(folder, "log"), {}, patience=0.1)


def test_one_that_does_not_listen_is_killed(tmp_path: os.PathLike[str]) -> None:
    with daemon(DEAF, tmp_path) as running:
        running.wait_until(lambda: running.tail() == "ready")
    assert running.process
    assert running.process.returncode == -signal.SIGKILL


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
