"""The connection between a long pre-flight and the launcher, in processes of their own."""

import signal
import subprocess
import sys

SCRIPT = """
import signal, sys, time
from anyarch.preflight import lifeline
lifeline._INTERVAL = {interval}
with lifeline.Lifeline(1):
    {block}
"""


def start(block: str, interval: float = 10) -> subprocess.Popen[bytes]:
    """A process that does this with a lifeline on its standard output."""
    return subprocess.Popen([sys.executable, "-c", SCRIPT.format(block=block, interval=interval)], stdout=-1, stdin=-1)


def test_it_asks_for_more_time_at_once_and_again() -> None:
    with start("sys.stdin.read()", interval=0.01) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(3)] == [b"wait 30\n"] * 3
        process.communicate()
        assert process.returncode == 0


def test_nothing_comes_after_the_block() -> None:
    with start("pass\nsys.stdin.read()", interval=0.01) as process:
        assert process.communicate()[0] == b"wait 30\n"


def test_it_ends_when_nobody_waits_any_more() -> None:
    with start("time.sleep(600)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"wait 30\n"
        process.stdout.close()
        assert process.wait(60) == -signal.SIGTERM


def test_it_cleans_up_first() -> None:
    block = """from anyarch.person import unwinding
    with unwinding.on_signals():
        print("in", flush=True)
        while True:
            time.sleep(0.1)  # a signal just before a sleep does not end it
"""
    with start(block) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == [b"wait 30\n", b"in\n"]
        process.stdout.close()
        assert process.wait(60) in (1, 130, -signal.SIGINT), "by KeyboardInterrupt"
