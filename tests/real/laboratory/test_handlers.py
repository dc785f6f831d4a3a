import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.laboratory import handlers
from tests.laboratory.debian import cache
from tests.laboratory.handlers import FOLDER, PLACE, executes, handler, mounted, register, turn, write
from tests.laboratory.programs import emulator

# A run that is killed in its turn, while the kernel has its handlers: one by `handler`, one as by its installer.
KILLED = """
import os, signal, sys
from tests.laboratory import handlers
handlers.TURN, architecture, interpreter, line = sys.argv[1:]
with handlers.turn(), handlers.handler(architecture, interpreter):
    handlers.write(os.path.join(handlers.FOLDER, "register"), line.encode())
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.usefixtures("handlers_turn")
def test_what_a_killed_run_has_left_is_thrown_away_and_nothing_else(
    program: Callable[[str], str], foreign: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if executes(program(foreign)):
        pytest.skip(f"this machine runs {foreign} by itself")
    interpreter = emulator(foreign, cache(os.environ))
    installed, somebodys = "qemu-test", "anyarch-test"
    monkeypatch.setattr(handlers, "TURN", str(tmp_path / "turn"))  # this test's own turn is that of all runs
    was_mounted = os.path.exists(f"{FOLDER}/register")
    with mounted():
        entry = os.path.join(FOLDER, somebodys)
        try:
            register(somebodys, r"\x05\x06:", interpreter)
            words = [handlers.TURN, foreign, interpreter, f":{installed}:M::\\x04\\x05::{PLACE}qemu:"]
            killed = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
            assert killed.returncode == -signal.SIGKILL
            assert {f"anyarch-lab-{foreign}", installed, somebodys} <= set(os.listdir(FOLDER))
            with turn():
                assert not {f"anyarch-lab-{foreign}", installed} & set(os.listdir(FOLDER))
                with handler(foreign, interpreter):
                    assert executes(program(foreign))
                assert not executes(program(foreign))
            assert os.path.exists(entry)
        finally:
            if os.path.exists(entry):
                write(entry, b"-1")
    assert os.path.exists(f"{FOLDER}/register") == was_mounted


def test_without_a_turn_there_is_no_handler(foreign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_turns", [])
    with pytest.raises(RuntimeError, match="turn"), handler(foreign, "/bin/true"):
        pass
