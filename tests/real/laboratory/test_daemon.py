import os
import signal
import sys

import pytest

from tests.laboratory.daemon import Daemon
from tests.laboratory.interrupts import held
from tests.laboratory.unavailable import Unavailable

DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"


def daemon(script: str, folder: os.PathLike[str], patience: float = 20) -> Daemon:
    return Daemon([sys.executable, "-c", script], os.path.join(folder, "log"), {}, patience)


def test_it_runs_in_a_session_of_its_own_and_inherits_nothing(tmp_path: os.PathLike[str]) -> None:
    script = "import os, signal; print(os.getsid(0) == os.getpid(), 'HOME' in os.environ, flush=True); signal.pause()"
    with daemon(script, tmp_path) as running:
        running.wait_until(lambda: running.tail() != "")
        assert running.tail() == "True False"
    assert running.process
    assert running.process.returncode == -signal.SIGTERM


def test_one_that_does_not_listen_is_killed(tmp_path: os.PathLike[str]) -> None:
    with daemon(DEAF, tmp_path, patience=0.1) as running:
        running.wait_until(lambda: running.tail() == "ready")
    assert running.process
    assert running.process.returncode == -signal.SIGKILL


def test_one_that_ends_at_once_is_quoted(tmp_path: os.PathLike[str]) -> None:
    with daemon("raise SystemExit('no wish to')", tmp_path) as ended, pytest.raises(Unavailable, match="no wish to"):
        ended.wait_until(lambda: False)


def test_one_that_is_never_ready_is_given_up(tmp_path: os.PathLike[str]) -> None:
    with daemon(DEAF, tmp_path, patience=0.1) as idle, pytest.raises(Unavailable, match="not ready after"):
        idle.wait_until(lambda: False, seconds=0.1)


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
